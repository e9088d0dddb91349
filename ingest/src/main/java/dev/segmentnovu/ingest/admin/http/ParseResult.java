package dev.segmentnovu.ingest.admin.http;

import java.util.List;
import java.util.function.Consumer;

/**
 * The result of parsing a part of a request.
 *
 * @param <T> the parsed type
 */
public sealed interface ParseResult<T> {

  /**
   * Calls the consumer of this case: with the parsed value, or with every mistake. A caller does
   * not compile until it handles a new case.
   */
  void match(Consumer<T> valid, Consumer<List<RequestError>> invalid);

  /** The part is valid. */
  record Valid<T>(T value) implements ParseResult<T> {
    @Override
    public void match(Consumer<T> valid, Consumer<List<RequestError>> invalid) {
      valid.accept(value);
    }
  }

  /** The part is invalid. The list holds every mistake, at least one. */
  record Invalid<T>(List<RequestError> mistakes) implements ParseResult<T> {

    public Invalid {
      mistakes = List.copyOf(mistakes);
    }

    /** An invalid part with one mistake. */
    public Invalid(String where, String detail) {
      this(List.of(new RequestError(where, detail)));
    }

    @Override
    public void match(Consumer<T> valid, Consumer<List<RequestError>> invalid) {
      invalid.accept(mistakes);
    }
  }
}
