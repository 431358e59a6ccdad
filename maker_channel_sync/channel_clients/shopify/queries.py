"""Every GraphQL document sent to Shopify; checked against its schema in the tests."""

API_VERSION = "2026-10"

CHECK = """
query MakerCheck {
  shop { name myshopifyDomain currencyCode }
  currentAppInstallation { accessScopes { handle } }
}
"""

LOCATIONS = """
query MakerLocations($after: String) {
  locations(first: 100, after: $after, includeInactive: true) {
    nodes { id name isActive isFulfillmentService }
    pageInfo { hasNextPage endCursor }
  }
}
"""

LISTINGS = """
query MakerListings($first: Int!, $after: String, $location: ID!, $levels: Boolean!) {
  shop { currencyCode }
  productVariants(first: $first, after: $after, sortKey: ID) {
    nodes {
      id
      title
      sku
      barcode
      price
      inventoryQuantity
      inventoryPolicy
      requiresComponents
      product { id title status onlineStoreUrl hasOnlyDefaultVariant }
      inventoryItem {
        id
        tracked
        duplicateSkuCount
        inventoryLevel(locationId: $location) @include(if: $levels) {
          quantities(names: ["available"]) { name quantity }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""

STOCK = """
query MakerStock($items: [ID!]!, $location: ID!) {
  nodes(ids: $items) {
    ... on InventoryItem {
      id
      tracked
      inventoryLevel(locationId: $location) {
        quantities(names: ["available", "committed"]) { name quantity }
      }
    }
  }
}
"""

SET_STOCK = """
mutation MakerSetStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { changes { name delta item { id } } }
    userErrors { code field message }
  }
}
"""

ACTIVATE = """
mutation MakerActivate($item: ID!, $location: ID!, $available: Int!, $key: String!) {
  inventoryActivate(
    inventoryItemId: $item, locationId: $location, available: $available
  ) @idempotent(key: $key) {
    inventoryLevel { quantities(names: ["available"]) { name quantity } }
    userErrors { field message }
  }
}
"""

TRACK = """
mutation MakerTrack($item: ID!) {
  inventoryItemUpdate(id: $item, input: { tracked: true }) {
    inventoryItem { id tracked }
    userErrors { field message }
  }
}
"""

BY_SKU = """
query MakerBySku($query: String!) {
  productVariants(first: 50, query: $query) {
    nodes {
      id
      sku
      product { id title status handle }
      inventoryItem { id }
    }
  }
}
"""

DRAFT = """
mutation MakerDraft($input: ProductSetInput!, $identifier: ProductSetIdentifiers!) {
  productSet(synchronous: true, input: $input, identifier: $identifier) {
    product {
      id
      title
      status
      handle
      variants(first: 1) { nodes { id sku inventoryItem { id } } }
    }
    userErrors { code field message }
  }
}
"""

MONEY = "{ shopMoney { amount currencyCode } }"

LINE = f"""
fragment MakerLine on LineItem {{
  id
  title
  variantTitle
  sku
  quantity
  currentQuantity
  isGiftCard
  vendor product {{ id }}
  customAttributes {{ key value }}
  originalUnitPriceSet {MONEY}
  discountAllocations {{ allocatedAmountSet {MONEY} }}
  taxLines {{ priceSet {MONEY} channelLiable }}
  variant {{ id inventoryItem {{ id }} }}
}}
"""

ORDER = f"""
fragment MakerOrder on Order {{
  id
  name
  createdAt
  updatedAt
  cancelledAt
  cancelReason
  displayFinancialStatus
  displayFulfillmentStatus
  currencyCode
  presentmentCurrencyCode
  taxesIncluded
  test
  note
  customAttributes {{ key value }}
  email
  phone
  sourceName
  customer {{ id }}
  billingAddress {{ ...MakerAddress }}
  shippingAddress {{ ...MakerAddress }}
  currentTotalPriceSet {MONEY}
  totalPriceSet {MONEY}
  totalTaxSet {MONEY}
  currentTotalTaxSet {MONEY}
  netPaymentSet {MONEY}
  totalOutstandingSet {MONEY}
  currentShippingPriceSet {MONEY}
  totalTipReceivedSet {MONEY}
  dutiesIncluded
  currentTotalDutiesSet {MONEY}
  currentTotalAdditionalFeesSet {MONEY}
  taxLines {{ channelLiable priceSet {MONEY} }}
  shippingLines(first: 5) {{
    nodes {{
      title
      isRemoved
      discountedPriceSet {MONEY}
      taxLines {{ priceSet {MONEY} channelLiable }}
    }}
  }}
  lineItems(first: $lines) {{
    nodes {{ ...MakerLine }}
    pageInfo {{ hasNextPage endCursor }}
  }}
  refunds(first: 20) {{
    id
    note
    totalRefundedSet {MONEY}
    refundLineItems(first: $refunded) {{
      nodes {{ quantity restockType lineItem {{ id }} }}
      pageInfo {{ hasNextPage endCursor }}
    }}
  }}
  transactions(first: 20) {{
    kind
    status
    gateway
    fees {{ amount {{ amount currencyCode }} }}
  }}
  fulfillments(first: 20) {{
    id
    status
    trackingInfo(first: 5) {{ number company }}
  }}
}}
fragment MakerAddress on MailingAddress {{
  name
  company
  address1
  address2
  city
  provinceCode
  zip
  countryCodeV2
  phone
}}
"""

ORDERS = f"""
query MakerOrders(
  $first: Int!, $after: String, $query: String!, $lines: Int!, $refunded: Int!
) {{
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    nodes {{ ...MakerOrder }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
{ORDER}{LINE}"""

ONE_ORDER = f"""
query MakerOneOrder($id: ID!, $lines: Int!, $refunded: Int!) {{
  order(id: $id) {{ ...MakerOrder }}
}}
{ORDER}{LINE}"""

MORE_LINES = f"""
query MakerMoreLines($id: ID!, $after: String, $lines: Int!) {{
  order(id: $id) {{
    lineItems(first: $lines, after: $after) {{
      nodes {{ ...MakerLine }}
      pageInfo {{ hasNextPage endCursor }}
    }}
  }}
}}
{LINE}"""

MORE_REFUNDED = """
query MakerMoreRefunded($id: ID!, $after: String) {
  refund(id: $id) {
    refundLineItems(first: 100, after: $after) {
      nodes { quantity restockType lineItem { id } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

TO_SHIP = """
query MakerToShip($id: ID!, $works: Int!, $after: String, $lines: Int!) {
  order(id: $id) {
    id
    displayFulfillmentStatus
    fulfillments(first: 50) {
      id
      status
      trackingInfo(first: 5) { number company }
    }
    fulfillmentOrders(first: $works, after: $after) {
      nodes {
        id
        status
        assignedLocation { location { id } }
        lineItems(first: $lines) {
          nodes { id remainingQuantity lineItem { id } }
          pageInfo { hasNextPage endCursor }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

MORE_TO_SHIP = """
query MakerMoreToShip($id: ID!, $after: String) {
  fulfillmentOrder(id: $id) {
    lineItems(first: 100, after: $after) {
      nodes { id remainingQuantity lineItem { id } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

MOVE = """
mutation MakerMove($id: ID!, $location: ID!) {
  fulfillmentOrderMove(id: $id, newLocationId: $location) {
    movedFulfillmentOrder { id status }
    userErrors { code field message }
  }
}
"""

SHIP = """
mutation MakerShip($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id status trackingInfo(first: 1) { number company } }
    userErrors { field message }
  }
}
"""

PAYOUTS = """
query MakerPayouts($after: String, $query: String!) {
  shopifyPaymentsAccount {
    payouts(first: 50, after: $after, query: $query) {
      nodes { id issuedAt status net { amount currencyCode } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

WEBHOOKS = """
query MakerWebhooks($topics: [WebhookSubscriptionTopic!], $after: String) {
  webhookSubscriptions(first: 100, after: $after, topics: $topics) {
    nodes { id topic uri }
    pageInfo { hasNextPage endCursor }
  }
}
"""

SUBSCRIBE = """
mutation MakerSubscribe(
  $topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!
) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id topic uri }
    userErrors { field message }
  }
}
"""

DOCUMENTS = {
    name: text
    for name, text in list(globals().items())
    if isinstance(text, str) and ("query Maker" in text or "mutation Maker" in text)
}
