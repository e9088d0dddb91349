package dev.segmentnovu.ingest.admin.access;

import java.util.Locale;
import java.util.regex.Pattern;

/** Recognizes names and addresses that can only mean this machine, without a DNS lookup. */
public final class Loopback {

  private static final Pattern HOST =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");

  private Loopback() {}

  /** Whether {@code host}, a name or an address without brackets, is a loopback host. */
  public static boolean isHost(String host) {
    return HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}
