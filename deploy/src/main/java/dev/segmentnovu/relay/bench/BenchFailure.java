package dev.segmentnovu.relay.bench;

/** The bench cannot go on; says why, and what to do where something can be done. */
public final class BenchFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BenchFailure(String message) {
    super(message);
  }

  BenchFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
