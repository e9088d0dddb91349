package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.form.ValueTypes.DURATION;
import static dev.segmentnovu.config.setting.form.ValueTypes.SECRET;
import static dev.segmentnovu.config.setting.form.ValueTypes.TEXT;
import static dev.segmentnovu.config.setting.form.ValueTypes.WORKFLOWS;

import dev.segmentnovu.config.AdmissionRules;
import dev.segmentnovu.config.AdmissionRules.Anonymous;
import dev.segmentnovu.config.AdmissionRules.Signature;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.CustomTraits;
import dev.segmentnovu.config.Mapping.Push;
import dev.segmentnovu.config.Mapping.Rule;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig.Concurrency;
import dev.segmentnovu.config.RelayConfig.Ordering;
import dev.segmentnovu.config.RelayConfig.Retry;
import dev.segmentnovu.config.RelayConfig.Source;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one source in {@code sources.*}, and of {@code defaults}, which holds for all
 * sources. {@link NovuSettings} has those below {@code novu}.
 */
public final class SourceSettings {

  static final Section SOURCE = Section.repeated("A stream of events and where it goes");

  public static final Setting<List<Secret>> WRITE_KEYS =
      SOURCE
          .setting("writeKeys", SECRET)
          .variable("SEGMENT_WRITE_KEY")
          .describe("What SDKs present. Ingest requires a write key or a shared secret, or both")
          .ofOneSource()
          .usedBy(ProcessRole::takesIn)
          .several();

  public static final Setting<List<Secret>> SHARED_SECRETS =
      SOURCE
          .setting("sharedSecrets", SECRET)
          .variable("SEGMENT_SHARED_SECRET")
          .describe("What webhooks are signed with; several while one is rotated")
          .ofOneSource()
          .usedBy(ProcessRole::takesIn)
          .several();

  static final Section NOVU = SOURCE.section("novu", "Where the events go");

  public static final Setting<List<Rule>> RULES =
      SOURCE.items(
          "rules",
          RuleSettings.RULE,
          RuleSettings::rule,
          "The long form of a mapping, looked at before workflows; the first rule that matches"
              + " counts. All but workflow, all and maxAge are JSONata over the event");

  public static final Setting<Map<String, String>> WORKFLOW_NAMES =
      Setting.map(
          SOURCE
              .setting("workflows", WORKFLOWS)
              .variable("RELAY_WORKFLOWS")
              .describe(
                  "The short form: the name of a track call and the workflow it triggers, as a map"
                      + " or as Name=workflow,Other=other-workflow"),
          "User Registered=welcome");

  public static final Setting<Unmapped> UNMAPPED =
      SOURCE
          .setting("unmapped", ValueTypes.choice(Unmapped.class))
          .describe("What happens to a track call that no rule and no workflow names")
          .orElse("dead-letter");

  private static final Section IDENTIFY =
      SOURCE.section("identify", "What happens to identify calls");

  public static final Setting<CustomTraits> CUSTOM_TRAITS =
      IDENTIFY
          .setting("customTraits", ValueTypes.choice(CustomTraits.class))
          .describe(
              "Traits that Novu has no field for: merge them into the subscriber's data, replace"
                  + " the data, or ignore them")
          .orElse("merge");

  public static final Setting<Optional<Duration>> SKIP_UNCHANGED =
      IDENTIFY
          .setting("skipUnchanged", ValueTypes.durationOrOff(Duration.ofDays(7)))
          .describe(
              "To save calls: how long an identify that repeats what was last written of its user"
                  + " is not sent; off sends all")
          .showDefault("1h, or off if another source has the same environment of Novu")
          .orEmpty();

  private static final Section PUSH =
      SOURCE.section(
          "push",
          "Novu's ids of the push providers that device tokens go to; empty to leave the tokens");

  public static final Setting<Optional<String>> PUSH_IOS =
      PUSH.setting("ios", TEXT).describe("For iOS devices, such as apns").orEmpty();

  public static final Setting<Optional<String>> PUSH_ANDROID =
      PUSH.setting("android", TEXT).describe("For Android devices, such as fcm").orEmpty();

  public static final Setting<Signature> SIGNATURE =
      SOURCE
          .setting("signature", ValueTypes.choice(Signature.class))
          .variable("SEGMENT_SIGNATURE")
          .describe(
              "Which bytes a webhook's X-Signature must cover. first-element-or-body: the first"
                  + " element of an array, as Segment signs it today, or the whole body; whoever"
                  + " has seen one signed event can append other events to it. body: the whole body"
                  + " only")
          .link("ingest.md#signatures-of-webhooks")
          .orElse("first-element-or-body");

  public static final Setting<Anonymous> ANONYMOUS =
      SOURCE
          .setting("anonymous", ValueTypes.choice(Anonymous.class))
          .variable("RELAY_ANONYMOUS")
          .describe(
              "Events with an anonymousId and no userId. skip: accept and count them, and send"
                  + " nothing; deliver: the anonymousId is the subscriber's id; reject: refuse them")
          .link("ingest.md#anonymous-users")
          .orElse("skip");

  public static final Setting<Ordering> ORDERING =
      SOURCE
          .setting("ordering", ValueTypes.choice(Ordering.class))
          .describe(
              "per-user keeps the order of each user's events; none lets them overtake each other")
          .orElse("per-user");

  private static final Section RETRY =
      SOURCE.section("retry", "When a failed delivery is tried again");

  public static final Setting<Duration> RETRY_INITIAL =
      RETRY
          .setting("initial", DURATION)
          .variable("RELAY_RETRY_INITIAL")
          .describe("The upper bound of the first backoff; it doubles with each attempt")
          .orElse("1s");

  public static final Setting<Duration> RETRY_MAX =
      RETRY
          .setting("max", DURATION)
          .variable("RELAY_RETRY_MAX")
          .describe("No backoff is longer")
          .orElse("1h");

  public static final Setting<Duration> RETRY_WINDOW =
      RETRY
          .setting("window", DURATION)
          .variable("RELAY_RETRY_WINDOW")
          .describe("An event that still fails this long after its first attempt is a dead letter")
          .orElse("24h");

  private static final Section CONCURRENCY =
      SOURCE.section(
          "concurrency",
          "Calls for a source that a worker makes at once; how many follows Novu's latency and"
              + " errors");

  public static final Setting<Integer> CONCURRENCY_MIN =
      CONCURRENCY.setting("min", ValueTypes.whole(1, 10_000)).describe("The fewest").orElse("1");

  public static final Setting<Integer> CONCURRENCY_MAX =
      CONCURRENCY
          .setting("max", ValueTypes.whole(1, 10_000))
          .variable("RELAY_CONCURRENCY")
          .describe("The most calls for a source that a worker makes at once")
          .orElse("64");

  private SourceSettings() {}

  /**
   * The source that is set.
   *
   * @param role which secrets the source must have
   * @param sharesEnvironment whether another source writes to the same environment of Novu; then
   *     the queue of this source does not know what was last written there, and unchanged
   *     identifies are skipped only where the configuration says so
   */
  public static Source source(
      String name, SettingValues values, ProcessRole role, boolean sharesEnvironment) {
    List<Secret> writeKeys = values.get(WRITE_KEYS);
    List<Secret> sharedSecrets = values.get(SHARED_SECRETS);
    if (role.takesIn() && writeKeys.isEmpty() && sharedSecrets.isEmpty()) {
      values.error(
          WRITE_KEYS,
          "is required, or "
              + values.label(SHARED_SECRETS)
              + ", or both: a write key lets Segment's SDKs in, a shared secret its webhooks");
    }
    return new Source(
        name,
        writeKeys,
        sharedSecrets,
        NovuSettings.novu(values, role),
        mapping(values, sharesEnvironment ? Duration.ZERO : Mapping.SKIP_UNCHANGED),
        retry(values),
        values.get(ORDERING),
        concurrency(values),
        new AdmissionRules(values.get(SIGNATURE), values.get(ANONYMOUS)));
  }

  private static Mapping mapping(SettingValues values, Duration skipUnchanged) {
    Optional<String> ios = values.get(PUSH_IOS);
    Optional<String> android = values.get(PUSH_ANDROID);
    return new Mapping(
        values.get(RULES),
        values.get(WORKFLOW_NAMES),
        values.get(UNMAPPED),
        values.get(CUSTOM_TRAITS),
        ios.isEmpty() && android.isEmpty()
            ? null
            : new Push(ios.orElse(null), android.orElse(null)),
        values.get(SKIP_UNCHANGED).orElse(skipUnchanged));
  }

  private static Retry retry(SettingValues values) {
    var retry =
        new Retry(values.get(RETRY_INITIAL), values.get(RETRY_MAX), values.get(RETRY_WINDOW));
    if (retry.max().compareTo(retry.initial()) < 0) {
      values.error(RETRY_MAX, "must not be shorter than " + values.label(RETRY_INITIAL));
    }
    return retry;
  }

  private static Concurrency concurrency(SettingValues values) {
    var concurrency = new Concurrency(values.get(CONCURRENCY_MIN), values.get(CONCURRENCY_MAX));
    if (concurrency.min() > concurrency.max()) {
      values.error(CONCURRENCY_MIN, "must not be above " + values.label(CONCURRENCY_MAX));
    }
    return concurrency;
  }
}
