package dev.segmentnovu.ingest.admin.access;

import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The address of a client, as its wrong tokens are counted. */
final class ClientAddress {

  /** A provider gives each customer so much of an IPv6 address at least. */
  private static final int PREFIX_BYTES = 8;

  private ClientAddress() {}

  /** An IPv4 address as it is; of an IPv6 address the first 64 bits. */
  static String group(@Nullable SocketAddress remote) {
    String address = remote == null ? null : remote.hostAddress();
    if (address == null || address.indexOf(':') < 0) {
      return address == null ? "" : address;
    }
    try {
      // a literal: no name is looked up
      InetAddress parsed = InetAddress.getByName(address);
      if (parsed instanceof Inet6Address) {
        byte[] bytes = Arrays.copyOf(parsed.getAddress(), PREFIX_BYTES);
        return InetAddress.getByAddress(Arrays.copyOf(bytes, 16)).getHostAddress() + "/64";
      }
      return parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
