package dev.segmentnovu.event.intake;

import dev.segmentnovu.event.JsonLimits;

/** The faults for which the relay refuses well-formed JSON. */
enum JsonFault {
  DEPTH("has more than " + JsonLimits.MAX_DEPTH + " levels of nesting", "send it flatter"),
  NUMBER_LENGTH(
      "has a number of more than " + JsonLimits.MAX_NUMBER_CHARS + " characters",
      "send it as a string"),
  EXPONENT(
      "has a number with an exponent beyond " + JsonLimits.MAX_EXPONENT, "send it as a string"),
  UTF_8("is not valid UTF-8", "encode it as UTF-8"),
  NAME("has a member whose name has half of a surrogate pair", "send whole characters");

  private final String problem;
  private final String cure;

  JsonFault(String problem, String cure) {
    this.problem = problem;
    this.cure = cure;
  }

  /** The predicate of a sentence about what has the fault, at byte {@code offset} of the body. */
  String at(int offset) {
    return problem + " at byte " + offset + " of the body; " + cure;
  }
}
