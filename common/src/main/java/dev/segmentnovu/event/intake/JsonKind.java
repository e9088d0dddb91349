package dev.segmentnovu.event.intake;

/** What a JSON value is. */
enum JsonKind {
  OBJECT,
  ARRAY,
  TEXT,
  /** A number without fraction and exponent. */
  INTEGER,
  /** Any other number. */
  DECIMAL,
  BOOLEAN,
  NULL
}
