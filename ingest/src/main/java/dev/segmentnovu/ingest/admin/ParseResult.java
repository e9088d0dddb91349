package dev.segmentnovu.ingest.admin;

import java.util.List;

/**
 * What reading a part of a request came to.
 *
 * @param <T> what was read
 */
sealed interface ParseResult<T> {

  /** It is right. */
  record Valid<T>(T value) implements ParseResult<T> {}

  /** It is wrong: every mistake at once, at least one. */
  record Invalid<T>(List<RequestError> mistakes) implements ParseResult<T> {

    public Invalid {
      mistakes = List.copyOf(mistakes);
    }

    Invalid(String where, String detail) {
      this(List.of(new RequestError(where, detail)));
    }
  }
}
