package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.ValueTypes.PORT;
import static dev.segmentnovu.config.setting.ValueTypes.SECRET;
import static dev.segmentnovu.config.setting.ValueTypes.TEXT;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig.Admin;
import dev.segmentnovu.config.RelayConfig.Ops;
import dev.segmentnovu.config.Secret;
import java.util.Optional;
import java.util.Set;

/** The settings of {@code admin} and {@code ops}. */
public final class PortSettings {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  static final Section ADMIN =
      Section.top("admin", "The port for operators, and for ingest's health and metrics");

  public static final Setting<String> ADMIN_HOST =
      ADMIN
          .setting("host", TEXT)
          .variable("RELAY_ADMIN_HOST")
          .describe("The address to listen on; any other than loopback needs the token")
          .orElse("127.0.0.1");

  public static final Setting<Integer> ADMIN_PORT =
      ADMIN
          .setting("port", PORT)
          .variable("RELAY_ADMIN_PORT")
          .describe("The port; 0 takes any free one")
          .orElse("8081");

  public static final Setting<Optional<Secret>> ADMIN_TOKEN =
      ADMIN
          .setting("token", SECRET)
          .variable("RELAY_ADMIN_TOKEN")
          .describe("What callers of /admin/* present as Authorization: Bearer …")
          .usedBy(ProcessRole::takesIn)
          .orEmpty();

  static final Section OPS = Section.top("ops", "The worker's port for health and metrics");

  public static final Setting<String> OPS_HOST =
      OPS.setting("host", TEXT)
          .variable("RELAY_OPS_HOST")
          .describe("The address to listen on; the container image sets 0.0.0.0, all addresses")
          .orElse("127.0.0.1");

  public static final Setting<Integer> OPS_PORT =
      OPS.setting("port", PORT)
          .variable("RELAY_OPS_PORT")
          .describe("The port; 0 takes any free one")
          .orElse("8082");

  private PortSettings() {}

  /** Whether a host, as in an address, is this machine. */
  static boolean isLoopback(String host) {
    return LOOPBACK.contains(host) || host.equals("[::1]");
  }

  /**
   * The admin port that is set.
   *
   * @param role only a process that takes events in has an admin port, and must protect it
   */
  public static Admin admin(SettingValues values, ProcessRole role) {
    String host = values.get(ADMIN_HOST);
    Optional<Secret> token = values.get(ADMIN_TOKEN);
    if (role.takesIn() && token.isEmpty() && !LOOPBACK.contains(host)) {
      values.error(
          ADMIN_TOKEN,
          "is required when "
              + values.label(ADMIN_HOST)
              + " is not a loopback address: whoever reaches the admin port can read and delete"
              + " events");
    }
    return new Admin(host, values.get(ADMIN_PORT), token.orElse(null));
  }

  /** The ops port that is set. */
  public static Ops ops(SettingValues values) {
    return new Ops(values.get(OPS_HOST), values.get(OPS_PORT));
  }
}
