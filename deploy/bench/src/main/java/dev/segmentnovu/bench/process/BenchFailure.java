package dev.segmentnovu.bench.process;

/** The bench cannot continue. The message says why, and what to do if something can be done. */
public final class BenchFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BenchFailure(String message) {
    super(message);
  }

  public BenchFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
