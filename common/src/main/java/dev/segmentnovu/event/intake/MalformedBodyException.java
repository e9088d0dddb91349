package dev.segmentnovu.event.intake;

/** A body is not JSON, or not of a form that holds events. Its message is for the client. */
final class MalformedBodyException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Without a stack trace: a hostile client can cause many. */
  MalformedBodyException(String message) {
    super(message, null, false, false);
  }
}
