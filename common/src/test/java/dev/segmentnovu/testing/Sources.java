package dev.segmentnovu.testing;

import dev.segmentnovu.config.AdmissionRules;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.setting.NovuSettings;
import dev.segmentnovu.config.setting.SourceSettings;
import dev.segmentnovu.config.setting.form.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds sources: {@code Sources.source("web").novu(url, "key").workflow("Signed Up",
 * "welcome").build()}. All else is as in {@link Configs#defaults()}, except that no workflow is
 * mapped.
 */
public final class Sources {

  private final String name;
  private final SetValues values = new SetValues();
  private final Map<String, String> workflows = new LinkedHashMap<>();

  private Sources(String name) {
    this.name = name;
    values.set(SourceSettings.WORKFLOW_NAMES, workflows);
  }

  /** Begins a source without keys and workflows. */
  public static Sources source(String name) {
    return new Sources(name);
  }

  /** Sets any setting of a source. */
  public <T> Sources with(Setting<T> setting, T value) {
    values.set(setting, value);
    return this;
  }

  /** The keys that SDKs present. */
  public Sources writeKeys(String... keys) {
    return with(SourceSettings.WRITE_KEYS, secrets(keys));
  }

  /** The secrets that webhooks are signed with. */
  public Sources sharedSecrets(String... secrets) {
    return with(SourceSettings.SHARED_SECRETS, secrets(secrets));
  }

  /** Which bytes a webhook's signature must cover. */
  public Sources signature(AdmissionRules.Signature signature) {
    return with(SourceSettings.SIGNATURE, signature);
  }

  /** What happens to the events of anonymous users. */
  public Sources anonymous(AdmissionRules.Anonymous anonymous) {
    return with(SourceSettings.ANONYMOUS, anonymous);
  }

  /** Whether the events of a user keep their order. */
  public Sources ordering(RelayConfig.Ordering ordering) {
    return with(SourceSettings.ORDERING, ordering);
  }

  private static List<Secret> secrets(String... values) {
    return Arrays.stream(values).map(Secret::new).toList();
  }

  /** The environment of Novu that the events go to. */
  public Sources novu(URI url, String apiKey) {
    return with(NovuSettings.URL, url).with(NovuSettings.API_KEY, Optional.of(new Secret(apiKey)));
  }

  /** How long the calls for one event may take. */
  public Sources timeout(Duration timeout) {
    return with(NovuSettings.TIMEOUT, timeout);
  }

  /** The most calls a second of each of Novu's categories. */
  public Sources limits(int perSecond) {
    return with(NovuSettings.TRIGGER_LIMIT, Optional.of(perSecond))
        .with(NovuSettings.CONFIGURATION_LIMIT, Optional.of(perSecond))
        .with(NovuSettings.GLOBAL_LIMIT, Optional.of(perSecond));
  }

  /** Maps the events of this name to a workflow. */
  public Sources workflow(String event, String workflow) {
    workflows.put(event, workflow);
    return this;
  }

  /** How the events become calls to Novu; {@link Mappings} builds one. */
  public Sources mapping(Mapping mapping) {
    Mapping.Push push = mapping.push();
    workflows.clear();
    workflows.putAll(mapping.workflows());
    return with(SourceSettings.RULES, mapping.rules())
        .with(SourceSettings.UNMAPPED, mapping.unmapped())
        .with(SourceSettings.CUSTOM_TRAITS, mapping.customTraits())
        .with(SourceSettings.SKIP_UNCHANGED, Optional.of(mapping.skipUnchanged()))
        .with(SourceSettings.PUSH_IOS, Optional.ofNullable(push == null ? null : push.ios()))
        .with(
            SourceSettings.PUSH_ANDROID, Optional.ofNullable(push == null ? null : push.android()));
  }

  /** When a failed delivery is tried again. */
  public Sources retry(Duration initial, Duration max, Duration window) {
    return with(SourceSettings.RETRY_INITIAL, initial)
        .with(SourceSettings.RETRY_MAX, max)
        .with(SourceSettings.RETRY_WINDOW, window);
  }

  /** How many calls a worker makes at once. */
  public Sources concurrency(int min, int max) {
    return with(SourceSettings.CONCURRENCY_MIN, min).with(SourceSettings.CONCURRENCY_MAX, max);
  }

  /** The source. */
  public RelayConfig.Source build() {
    return SourceSettings.source(name, values, ProcessRole.BOTH, false);
  }

  /** Only its environment of Novu. */
  public RelayConfig.Novu novu() {
    return build().novu();
  }
}
