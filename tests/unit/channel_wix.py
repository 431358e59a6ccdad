"""A client before a site on Wix, and an order there."""

from channel_clients.wix import WixClient
from channel_doubles import transport


def client(*script, **options):
    made, session, clock = transport(*script, base_url="https://www.wixapis.com")
    options.setdefault("api_key", "IST.key")
    return WixClient(made, site_id="site-1", **options), session, clock


def usd(amount):
    return {"amount": amount, "formattedAmount": f"${amount}"}


PERSON = {
    "firstName": "Retail",
    "lastName": "buyer",
    "company": "The Corner Shop",
    "phone": "555 0100",
}
PLACE = {
    "addressLine1": "1 High Street",
    "addressLine2": "Flat 2",
    "city": "Portland",
    "subdivision": "US-OR",
    "postalCode": "97201",
    "country": "US",
}
CANDLE = {
    "id": "l1",
    "productName": {"original": "Candle"},
    "catalogReference": {
        "catalogItemId": "p1",
        "options": {"variantId": "v1", "customTextFields": {"Engraving": "For you"}},
    },
    "descriptionLines": [
        {"name": {"original": "Size"}, "plainText": {"original": "Large"}},
        {"name": {"original": "Engraving"}, "plainText": {"original": "Other"}},
        {"name": {"original": "Colour"}, "colorInfo": {"original": "Red"}},
        {"plainText": {"original": "Loose words"}},
    ],
    "physicalProperties": {"sku": "C-L"},
    "quantity": 4,
    "price": usd("9.00"),
    "priceBeforeDiscounts": usd("10.00"),
    "totalDiscount": usd("4.00"),
    "taxInfo": {"taxAmount": usd("3.10")},
    "refundQuantity": 2,
    "restockQuantity": 1,
    "itemType": {"preset": "PHYSICAL"},
}
FOUND = {
    "id": "o1",
    "number": "10001",
    "purchasedDate": "2026-11-20T10:00:00.123Z",
    "createdDate": "2026-11-19T10:00:00Z",
    "updatedDate": "2026-11-21T10:00:00Z",
    "currency": "USD",
    "status": "APPROVED",
    "paymentStatus": "PARTIALLY_REFUNDED",
    "fulfillmentStatus": "PARTIALLY_FULFILLED",
    "taxIncludedInPrices": True,
    "buyerNote": "Ring twice",
    "customFields": [{"title": "Gift", "value": "yes"}],
    "buyerInfo": {"contactId": "c1", "memberId": "m1", "email": "buyer@example.com"},
    "billingInfo": {"address": PLACE, "contactDetails": PERSON},
    "priceSummary": {
        "shipping": usd("5.00"),
        "tax": usd("3.60"),
        "discount": usd("6.00"),
        "total": usd("45.10"),
    },
    "lineItems": [CANDLE],
    "additionalFees": [
        {
            "id": "f1",
            "name": "Gift wrap",
            "price": usd("3.00"),
            "taxInfo": {"taxAmount": usd("0.10")},
        },
        {
            "name": "Handling",
            "price": usd("1.00"),
            "taxDetails": {"totalTax": usd("0.20")},
        },
    ],
    "shippingInfo": {
        "title": "Post",
        "cost": {"taxInfo": {"taxAmount": usd("0.40")}},
        "logistics": {
            "shippingDestination": {"address": {"city": "Salem"}},
        },
    },
    "balanceSummary": {"platformFees": usd("1.10")},
}
