package dev.segmentnovu.worker.mapping;

/** A rule cannot be applied to an event. {@link Rules} catches it; it never leaves this package. */
final class RuleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * An exception without a stack trace.
   *
   * @param expression the rule's expression that failed, such as {@code when}
   * @param problem what is wrong; it must not contain a value of the event
   */
  RuleException(String expression, String problem) {
    super(expression + ": " + problem, null, false, false);
  }
}
