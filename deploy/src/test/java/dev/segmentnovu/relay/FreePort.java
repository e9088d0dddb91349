package dev.segmentnovu.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports for processes that must keep theirs across restarts. */
final class FreePort {

  /** A Redis in a cluster listens on this much higher a port, too. */
  private static final int CLUSTER_OFFSET = 10_000;

  /** Below the ports that Linux gives to outgoing connections, with those of clusters. */
  private static final int LOWEST = 12_000;

  private static final int HIGHEST = 32_767 - CLUSTER_OFFSET;

  /** Another process of tests begins elsewhere. */
  private static final AtomicInteger LATEST =
      new AtomicInteger(
          LOWEST + (int) (ProcessHandle.current().pid() * 97 % (HIGHEST - LOWEST - 1_000)));

  private FreePort() {}

  static int next() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port that is given out once, and whose cluster port is free too. */
  static int withClusterPort() {
    for (int port = LATEST.incrementAndGet(); port <= HIGHEST; port = LATEST.incrementAndGet()) {
      if (isFree(port) && isFree(port + CLUSTER_OFFSET)) {
        return port;
      }
    }
    throw new IllegalStateException("No free port from " + LOWEST + " to " + HIGHEST);
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
