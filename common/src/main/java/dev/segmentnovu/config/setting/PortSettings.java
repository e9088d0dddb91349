package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.form.ValueTypes.PORT;
import static dev.segmentnovu.config.setting.form.ValueTypes.TEXT;
import static dev.segmentnovu.config.setting.form.ValueTypes.TOKEN;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig.Admin;
import dev.segmentnovu.config.RelayConfig.Ops;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings of {@code admin} and {@code ops}. */
public final class PortSettings {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  static final Section ADMIN =
      Section.top("admin", "The port for operators, and for ingest's health and metrics");

  public static final Setting<String> ADMIN_HOST =
      ADMIN
          .setting("host", TEXT)
          .variable("RELAY_ADMIN_HOST")
          .describe("The address to listen on; any other than loopback needs a token")
          .orElse("127.0.0.1");

  public static final Setting<Integer> ADMIN_PORT =
      ADMIN
          .setting("port", PORT)
          .variable("RELAY_ADMIN_PORT")
          .describe("The port; 0 takes any free one")
          .orElse("8081");

  public static final Setting<Optional<Secret>> ADMIN_TOKEN =
      ADMIN
          .setting("token", TOKEN)
          .variable("RELAY_ADMIN_TOKEN")
          .describe(
              "What callers of /admin/* present as Authorization: Bearer …, at least 16 characters."
                  + " Its holder is the operator admin")
          .link("operations/access.md#tokens")
          .usedBy(ProcessRole::takesIn)
          .orEmpty();

  static final Setting<List<TokenSettings.Item>> ADMIN_TOKENS =
      ADMIN.items(
          "tokens",
          TokenSettings.TOKEN,
          TokenSettings::item,
          "Further tokens, with names and roles. A change takes effect without a restart",
          ProcessRole::takesIn);

  public static final Setting<List<List<String>>> ADMIN_HOSTS =
      ADMIN
          .setting("hosts", ValueTypes.HOST_NAMES)
          .variable("RELAY_ADMIN_HOSTS")
          .describe(
              "Further host names by which the port may be called, without ports: those of a proxy"
                  + " or a service. Loopback names, host and, with a token, IP addresses are always"
                  + " allowed")
          .link("operations/access.md#host-names")
          .several();

  /** The certificate of the admin port. */
  public static final TlsSettings.OfPort ADMIN_TLS = new TlsSettings.OfPort(ADMIN, "RELAY_ADMIN");

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

  /** The certificate of the ops port. */
  public static final TlsSettings.OfPort OPS_TLS = new TlsSettings.OfPort(OPS, "RELAY_OPS");

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
    List<AdminToken> tokens =
        TokenSettings.tokens(values.get(ADMIN_TOKEN), values.get(ADMIN_TOKENS));
    if (role.takesIn() && tokens.isEmpty() && !LOOPBACK.contains(host)) {
      values.error(
          ADMIN_TOKEN,
          "is required, or "
              + values.label(ADMIN_TOKENS)
              + ", when "
              + values.label(ADMIN_HOST)
              + " is not a loopback address: whoever reaches the admin port can read and delete"
              + " events");
    }
    Set<String> hosts =
        values.get(ADMIN_HOSTS).stream().flatMap(List::stream).collect(Collectors.toSet());
    return new Admin(
        host, values.get(ADMIN_PORT), new AdminAccess(tokens, hosts), ADMIN_TLS.files(values));
  }

  /** The ops port that is set. */
  public static Ops ops(SettingValues values) {
    return new Ops(values.get(OPS_HOST), values.get(OPS_PORT), OPS_TLS.files(values));
  }
}
