package dev.segmentnovu.relay.cli;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds a port for a server whose address must be known before it starts. */
final class FreePorts {

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /**
   * A port of loopback that is free now, each only once: the system may choose the same one again.
   *
   * @throws CannotRunException if there is none
   */
  static int choose() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = socket.getLocalPort();
      return GIVEN.add(port) ? port : choose();
    } catch (IOException e) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE, "This machine has no free port: " + e.getMessage());
    }
  }
}
