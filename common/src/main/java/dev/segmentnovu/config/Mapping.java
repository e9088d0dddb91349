package dev.segmentnovu.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the events of a source become calls to Novu.
 *
 * @param rules the long form, in order; looked at before {@code workflows}
 * @param workflows the short form: a track call's event name → the workflow it triggers
 * @param unmapped what happens to a track call that no rule and no workflow names
 * @param customTraits what happens to traits that Novu has no field for
 * @param push where device tokens go, or null to leave them
 * @param skipUnchanged how long an identify that repeats what was last written of its user's
 *     profile is not sent; zero to send all
 */
public record Mapping(
    List<Rule> rules,
    Map<String, String> workflows,
    Unmapped unmapped,
    CustomTraits customTraits,
    @Nullable Push push,
    Duration skipUnchanged) {

  /** How long an unchanged identify is not sent where the configuration does not say. */
  public static final Duration SKIP_UNCHANGED = Duration.ofHours(1);

  public Mapping {
    rules = List.copyOf(rules);
    // in the order of the file, as people look for it
    workflows = Collections.unmodifiableMap(new LinkedHashMap<>(workflows));
  }

  /**
   * A rule of the long form. All but {@code workflow}, {@code all} and {@code maxAge} are JSONata
   * expressions over the event, and null where the rule does not have them.
   *
   * @param when the rule matches if this is truthy, or null
   * @param workflow the identifier of the workflow to trigger
   * @param to the recipient or recipients; null: the event's own {@code userId}
   * @param payload an object; null: the event's properties or traits
   * @param overrides an object
   * @param actor a subscriber id or an object
   * @param tenant an identifier or an object
   * @param context an object of 1 to 5 members
   * @param transactionId a text or whole number, the same each time the same event is sent; null:
   *     made of the source, the message id and the workflow
   * @param all whether later rules and the short form are looked at too when this one has matched
   * @param maxAge the trigger is not sent once the event is older, by its own timestamp; null to
   *     send it at any age
   */
  public record Rule(
      @Nullable String when,
      String workflow,
      @Nullable String to,
      @Nullable String payload,
      @Nullable String overrides,
      @Nullable String actor,
      @Nullable String tenant,
      @Nullable String context,
      @Nullable String transactionId,
      boolean all,
      @Nullable Duration maxAge) {}

  /** What happens to a track call that no rule and no workflow names. */
  public enum Unmapped {
    /** It becomes a dead letter. */
    DEAD_LETTER,
    /** It is skipped and counted. */
    SKIP
  }

  /** What happens to traits of an identify call that Novu has no field for. */
  public enum CustomTraits {
    /** They are merged into the subscriber's {@code data}. */
    MERGE,
    /** They replace the subscriber's {@code data}. */
    REPLACE,
    /** They are dropped; {@code data} stays as it is. */
    IGNORE
  }

  /**
   * Where device tokens go.
   *
   * @param ios Novu's id of the push provider for iOS devices, such as {@code apns}; null for none
   * @param android the same for Android devices, such as {@code fcm}; null for none
   */
  public record Push(@Nullable String ios, @Nullable String android) {}
}
