package dev.segmentnovu.ingest.admin.access;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The address of a client, as its wrong tokens are counted. */
final class ClientAddress {

  /** A provider gives each customer so much of an IPv6 address at least. */
  private static final int PREFIX_BYTES = 8;

  private ClientAddress() {}

  /** An IPv4 address as it is; of an IPv6 address the first 64 bits, in hexadecimal. */
  static String group(@Nullable SocketAddress remote) {
    String address = remote == null ? null : remote.hostAddress();
    if (address == null || address.indexOf(':') < 0) {
      return address == null ? "" : address;
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes == null
        ? address
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, PREFIX_BYTES)) + "/64";
  }
}
