package dev.segmentnovu.event.intake;

/** The kinds of JSON values. */
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
