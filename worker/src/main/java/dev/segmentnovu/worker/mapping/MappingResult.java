package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.worker.novu.NovuRequest;

/** What an event means to Novu. */
public sealed interface MappingResult {

  /** Ask this of Novu. */
  record Send(NovuRequest request) implements MappingResult {}

  /**
   * Nothing is to be done, by a rule.
   *
   * @param rule which, for people
   */
  record Skip(String rule) implements MappingResult {}

  /**
   * It cannot be delivered as it is: a dead letter.
   *
   * @param reason a code: {@code unmapped}, {@code invalid}
   * @param message what is wrong and with what
   */
  record Undeliverable(String reason, String message) implements MappingResult {}
}
