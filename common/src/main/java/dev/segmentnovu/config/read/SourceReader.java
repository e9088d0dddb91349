package dev.segmentnovu.config.read;

import dev.segmentnovu.config.AdmissionRules;
import dev.segmentnovu.config.Durations;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.Concurrency;
import dev.segmentnovu.config.RelayConfig.Limits;
import dev.segmentnovu.config.RelayConfig.Ordering;
import dev.segmentnovu.config.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one source. */
final class SourceReader {

  private static final int MOST_USERS = 10_000;
  private static final Duration LONGEST_SKIP = Duration.ofDays(7);
  private static final int MOST_CALLS = 1_000_000;

  private final ConfigSection source;
  private final ProcessRole use;

  SourceReader(ConfigSection source, ProcessRole use) {
    this.source = source;
    this.use = use;
  }

  /**
   * The source.
   *
   * @param queue the section of the queue, for its lease
   * @param lease what was read of it
   */
  RelayConfig.Source read(String name, ConfigSection queue, Duration lease) {
    List<Secret> writeKeys = List.of();
    List<Secret> sharedSecrets = List.of();
    if (use.takesIn()) {
      writeKeys = source.secrets("writeKeys");
      sharedSecrets = source.secrets("sharedSecrets");
      if (writeKeys.isEmpty() && sharedSecrets.isEmpty()) {
        source.error(
            "writeKeys",
            "is required, or "
                + source.label("sharedSecrets")
                + ", or both: a write key lets Segment's SDKs in, a shared secret its webhooks");
      }
    } else {
      source.pass("writeKeys", "sharedSecrets");
    }
    return new RelayConfig.Source(
        name,
        writeKeys,
        sharedSecrets,
        novu(queue, lease),
        mapping(),
        retry(),
        source.choice("ordering", Ordering.class),
        concurrency(),
        new AdmissionRules(
            source.choice("signature", AdmissionRules.Signature.class),
            source.choice("anonymous", AdmissionRules.Anonymous.class)));
  }

  private RelayConfig.Novu novu(ConfigSection queue, Duration lease) {
    ConfigSection novu = source.section("novu");
    Secret key = new Secret("");
    if (use.delivers()) {
      key = novu.secret("apiKey").orElse(key);
      if (key.value().isEmpty()) {
        novu.error("apiKey", "is required: copy the secret key of your environment from Novu");
      }
    } else {
      novu.pass("apiKey");
    }
    Duration timeout = novu.duration("timeout");
    requireLonger(queue, lease, novu, timeout);
    ConfigSection limits = novu.section("limits");
    return new RelayConfig.Novu(
        novu.value("url", Converters::novuUrl).orElseThrow(),
        key,
        timeout,
        new Limits(
            limits.optionalWhole("trigger", MOST_CALLS).orElse(null),
            limits.optionalWhole("configuration", MOST_CALLS).orElse(null),
            limits.optionalWhole("global", MOST_CALLS).orElse(null)));
  }

  /**
   * With a shorter lease a worker would give users back untouched, for ever, or settle what is
   * another's by then.
   */
  private static void requireLonger(
      ConfigSection queue, Duration lease, ConfigSection novu, Duration timeout) {
    Duration beside = RelayConfig.Queue.BESIDE_CALLS;
    Duration least = timeout.plus(beside);
    if (lease.compareTo(least) < 0) {
      Duration twice = timeout.multipliedBy(2);
      queue.error(
          "lease",
          "is "
              + Durations.format(lease)
              + " and must be at least "
              + Durations.format(beside)
              + " longer than the calls to Novu for one event may take, "
              + novu.label("timeout")
              + ", which is "
              + Durations.format(timeout)
              + "; write for example "
              + Durations.format(twice.compareTo(least) < 0 ? least : twice));
    }
  }

  private Mapping mapping() {
    List<Mapping.Rule> rules = new ArrayList<>();
    for (ConfigSection rule : source.list("rules")) {
      rules.add(rule(rule));
    }
    Map<String, String> workflows =
        source.texts(
            "workflows",
            Converters::workflows,
            event -> "names no workflow: write the identifier it has at Novu");
    workflows.keySet().stream()
        .filter(String::isBlank)
        .forEach(blank -> source.errorBelow("workflows", blank, "has no event name before it"));
    ConfigSection identify = source.section("identify");
    ConfigSection push = source.section("push");
    String ios = push.text("ios").orElse(null);
    String android = push.text("android").orElse(null);
    return new Mapping(
        rules,
        workflows,
        source.choice("unmapped", Mapping.Unmapped.class),
        identify.choice("customTraits", Mapping.CustomTraits.class),
        ios == null && android == null ? null : new Mapping.Push(ios, android),
        identify.durationOrOff("skipUnchanged", LONGEST_SKIP).orElse(null));
  }

  private static Mapping.Rule rule(ConfigSection rule) {
    String workflow = rule.text("workflow").orElse("");
    if (workflow.isEmpty()) {
      rule.error("workflow", "is required: the identifier of the workflow to trigger at Novu");
    }
    return new Mapping.Rule(
        expression(rule, "when"),
        workflow,
        expression(rule, "to"),
        expression(rule, "payload"),
        expression(rule, "overrides"),
        expression(rule, "actor"),
        expression(rule, "tenant"),
        expression(rule, "context"),
        expression(rule, "transactionId"),
        rule.flag("all"),
        rule.optionalDuration("maxAge").orElse(null));
  }

  private static @Nullable String expression(ConfigSection rule, String name) {
    return rule.text(name).orElse(null);
  }

  private RelayConfig.Retry retry() {
    ConfigSection retry = source.section("retry");
    Duration initial = retry.duration("initial");
    Duration max = retry.duration("max");
    if (max.compareTo(initial) < 0) {
      retry.error("max", "must not be shorter than " + retry.label("initial"));
    }
    return new RelayConfig.Retry(initial, max, retry.duration("window"));
  }

  private Concurrency concurrency() {
    ConfigSection concurrency = source.section("concurrency");
    int min = concurrency.whole("min", 1, MOST_USERS);
    int max = concurrency.whole("max", 1, MOST_USERS);
    if (min > max) {
      concurrency.error("min", "must not be above " + concurrency.label("max"));
    }
    return new Concurrency(min, max);
  }
}
