-- a copy of the database must never talk to the shops of the original
UPDATE maker_channel
   SET mode = 'paused',
       client_key = NULL,
       client_secret = NULL,
       access_token = NULL,
       refresh_token = NULL,
       webhook_secret = NULL,
       webhook_token = NULL,
       oauth_state = NULL,
       oauth_verifier = NULL;
-- what was typed into the questions of a connection
DELETE FROM maker_channel_connect_line;
DELETE FROM maker_channel_change;
