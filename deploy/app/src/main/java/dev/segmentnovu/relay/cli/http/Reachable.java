package dev.segmentnovu.relay.cli.http;

/** Addresses to connect to, of servers that this machine runs. */
public final class Reachable {

  private Reachable() {}

  /**
   * The host to connect to, as it stands in a URL. A server that listens on all addresses is
   * reached at loopback.
   *
   * @param bound the address it listens on
   */
  public static String host(String bound) {
    return switch (bound) {
      case "0.0.0.0", "::", "[::]", "" -> "127.0.0.1";
      default -> bound.contains(":") && !bound.startsWith("[") ? "[" + bound + "]" : bound;
    };
  }
}
