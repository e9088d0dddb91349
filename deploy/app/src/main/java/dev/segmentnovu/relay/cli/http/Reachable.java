package dev.segmentnovu.relay.cli.http;

import java.net.URI;
import java.util.regex.Pattern;

/** Addresses to connect to, of servers that this machine runs. */
public final class Reachable {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(0:0:0:0:0:0:0|:):1\\]");

  private Reachable() {}

  /**
   * Whether a URL is of this machine for certain: its host is {@code localhost} or an address of
   * loopback. False without a host.
   */
  public static boolean isLoopback(URI url) {
    return url.getHost() != null && LOOPBACK.matcher(url.getHost()).matches();
  }

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
