package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.SourceSettings.NOVU;
import static dev.segmentnovu.config.setting.form.ValueTypes.DURATION;
import static dev.segmentnovu.config.setting.form.ValueTypes.NOVU_URL;
import static dev.segmentnovu.config.setting.form.ValueTypes.SECRET;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig.Limits;
import dev.segmentnovu.config.RelayConfig.Novu;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The settings of {@code novu} in a source. */
public final class NovuSettings {

  public static final Setting<URI> URL =
      NOVU.setting("url", NOVU_URL)
          .variable("NOVU_API_URL")
          .describe("https://api.novu.co, https://eu.api.novu.co, or your own server")
          .orElse("https://api.novu.co");

  public static final Setting<Optional<Secret>> API_KEY =
      NOVU.setting("apiKey", SECRET)
          .variable("NOVU_API_KEY")
          .describe(
              "The secret key of an environment of Novu. Workers require it; relay up without it"
                  + " starts a sandbox Novu")
          .link("sandbox.md")
          .ofOneSource()
          .usedBy(ProcessRole::delivers)
          .orEmpty();

  public static final Setting<Duration> TIMEOUT =
      NOVU.setting("timeout", DURATION)
          .variable("RELAY_NOVU_TIMEOUT")
          .describe(
              "How long the calls for one event may take in all; Novu itself answers after 30s when"
                  + " its database is away")
          .orElse("35s");

  private static final Section LIMITS =
      NOVU.section(
          "limits",
          "Calls a second at most, by Novu's categories; empty for what Novu itself allows");

  public static final Setting<Optional<Integer>> TRIGGER_LIMIT =
      limit("trigger", "Triggers of workflows");

  public static final Setting<Optional<Integer>> CONFIGURATION_LIMIT =
      limit("configuration", "Subscribers, topics and push credentials");

  public static final Setting<Optional<Integer>> GLOBAL_LIMIT = limit("global", "All the rest");

  private NovuSettings() {}

  private static Setting<Optional<Integer>> limit(String category, String text) {
    return LIMITS
        .setting(category, ValueTypes.whole(1, 1_000_000))
        .describe(text)
        .unit("calls a second")
        .orEmpty();
  }

  /** The environment of Novu that is set; a process that does not deliver knows no key. */
  static Novu novu(SettingValues values, ProcessRole role) {
    Optional<Secret> key = values.get(API_KEY);
    if (role.delivers() && key.isEmpty()) {
      values.error(API_KEY, "is required: copy the secret key of your environment from Novu");
    }
    return new Novu(
        values.get(URL),
        key.orElse(new Secret("")),
        values.get(TIMEOUT),
        new Limits(
            values.get(TRIGGER_LIMIT).orElse(null),
            values.get(CONFIGURATION_LIMIT).orElse(null),
            values.get(GLOBAL_LIMIT).orElse(null)));
  }
}
