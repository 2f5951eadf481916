"""The web surface: pages and the JSON API, made on the road and the queries; no rules and no SQL in here."""
