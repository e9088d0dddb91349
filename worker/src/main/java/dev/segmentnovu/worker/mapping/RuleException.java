package dev.segmentnovu.worker.mapping;

/** A rule cannot be applied to an event. Never leaves this room. */
final class RuleException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Why.
   *
   * @param expression which of the rule's, such as {@code when}
   * @param problem without any value of the event
   */
  RuleException(String expression, String problem) {
    super(expression + ": " + problem, null, false, false);
  }
}
