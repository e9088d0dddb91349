package dev.segmentnovu.relay;

/** How many of a thing to run at once. */
final class Cores {

  private Cores() {}

  static int available() {
    return Runtime.getRuntime().availableProcessors();
  }
}
