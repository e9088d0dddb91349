package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Skip;
import dev.segmentnovu.worker.mapping.MappingResult.SkipReason;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.mapping.MappingResult.Unsent;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import dev.segmentnovu.worker.novu.NovuRequest.DeleteSubscriber;
import dev.segmentnovu.worker.novu.NovuRequest.SubscribeToTopic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps the events of one source to requests to Novu. Thread-safe. */
public final class EventMapper {

  /**
   * The form of a topic's key at Novu. Novu limits a key to 100 characters where it creates a topic
   * by itself, but not where it adds subscribers to a topic, which creates the topic too.
   */
  private static final Pattern TOPIC_KEY = Pattern.compile("[a-zA-Z0-9_:.-]+|\\S+@\\S+\\.\\S+");

  private final RelayConfig.Source source;
  private final Rules rules;

  /**
   * A mapper with the rules of {@code source}.
   *
   * @throws IllegalArgumentException if an expression is malformed; {@link MappingCheck} finds that
   *     earlier
   */
  public EventMapper(RelayConfig.Source source) {
    this.source = source;
    rules = new Rules(source.mapping().rules());
  }

  /** Maps an event as the queue returned it; one that cannot be read is undeliverable. */
  public MappingResult map(DecodeResult read) {
    return read.match(
        decoded -> map(decoded.event()),
        undecodable -> new Undeliverable("undecodable", undecodable.reason()));
  }

  /**
   * Maps {@code event}. Equal events give equal results, so that a repeated request has the same
   * bytes.
   */
  public MappingResult map(SegmentEvent event) {
    if (!event.common().isMeantFor("Novu")) {
      return new Skip(SkipReason.INTEGRATIONS, "the event's integrations exclude Novu");
    }
    if (!isPathSegment(event.userId())) {
      return new Undeliverable(
          "invalid",
          "The userId cannot be a subscriber's id at Novu: it cannot be a segment of a URL's path");
    }
    List<LeftOut> leftOut = new ArrayList<>(0);
    return switch (event.type()) {
      case IDENTIFY -> {
        Step upsert = upsert((SegmentEvent.Identify) event, leftOut);
        yield mapWithRules(event, List.of(upsert), null, leftOut);
      }
      case GROUP -> mapGroup((SegmentEvent.Group) event, leftOut);
      case TRACK, PAGE, SCREEN, ALIAS -> mapWithRules(event, List.of(), null, leftOut);
      // rules do not apply: a trigger would create the subscriber again
      case DELETE -> new Send(List.of(new Step("delete", new DeleteSubscriber(event.userId()))));
    };
  }

  private Step upsert(SegmentEvent.Identify identify, List<LeftOut> leftOut) {
    Mapping.CustomTraits policy = source.mapping().customTraits();
    return new Step("identify", SubscriberTraits.upsert(identify, policy, leftOut));
  }

  private MappingResult mapGroup(SegmentEvent.Group group, List<LeftOut> leftOut) {
    if (!isTopicKey(group.groupId())) {
      var problem =
          new Undeliverable(
              "invalid",
              "The groupId cannot be a topic's key at Novu: letters, digits, _ : . - or an e-mail"
                  + " address");
      return mapWithRules(group, List.of(), problem, leftOut);
    }
    var subscribe = new SubscribeToTopic(group.userId(), group.groupId());
    return mapWithRules(group, List.of(new Step("group", subscribe)), null, leftOut);
  }

  /**
   * Adds the steps of the device token and of the rules.
   *
   * @param own the steps of this type of event, without rules
   * @param problem why the event has no step of its own, or null
   */
  private MappingResult mapWithRules(
      SegmentEvent event, List<Step> own, @Nullable Unsent problem, List<LeftOut> leftOut) {
    List<Step> steps = new ArrayList<>(own);
    AddDeviceToken token = DeviceToken.find(event, source.mapping().push(), leftOut);
    if (token != null) {
      steps.add(new Step("device token", token));
    }
    // last: the subscriber must exist before a trigger
    Unsent triggerProblem = addTriggers(event, steps, leftOut);
    Unsent remainder = problem == null ? triggerProblem : problem;
    if (!steps.isEmpty()) {
      return new Send(steps, remainder, leftOut);
    }
    return remainder == null ? noRule(event, leftOut) : remainder.withLeftOut(leftOut);
  }

  private static Skip noRule(SegmentEvent event, List<LeftOut> leftOut) {
    return new Skip(
        SkipReason.NO_RULE,
        event.type().wireName() + " calls mean nothing to Novu without a rule",
        leftOut);
  }

  /** Adds all triggers of the event, or none. Returns why there are none, or null. */
  private @Nullable Unsent addTriggers(
      SegmentEvent event, List<Step> steps, List<LeftOut> leftOut) {
    var triggers = new Triggers(source.name(), event, leftOut);
    @Nullable Unsent problem =
        rules
            .apply(event, triggers)
            .match(
                stop -> null,
                proceed -> addMappedWorkflow(event, triggers),
                failed -> new Undeliverable("mapping", failed.message()));
    if (problem == null) {
      steps.addAll(triggers.steps());
    }
    return problem;
  }

  /** Adds the trigger of {@code workflows}. Returns why a track has no trigger at all, or null. */
  private @Nullable Unsent addMappedWorkflow(SegmentEvent event, Triggers triggers) {
    if (!(event instanceof SegmentEvent.Track track)) {
      return null;
    }
    String workflow = source.mapping().workflows().get(track.event());
    if (workflow != null) {
      triggers.add("workflows", track.userId(), workflow, track.properties());
    }
    return triggers.steps().isEmpty() ? unmapped(track) : null;
  }

  private Unsent unmapped(SegmentEvent.Track track) {
    String message = "No workflow mapped for event: \"" + track.event() + '"';
    return source.mapping().unmapped() == Mapping.Unmapped.DEAD_LETTER
        ? new Undeliverable(DeadLetter.UNMAPPED, message)
        : new Skip(SkipReason.UNMAPPED, message);
  }

  /** Whether Novu accepts {@code key} as a topic's key, and it can be a segment of a path. */
  static boolean isTopicKey(String key) {
    return TOPIC_KEY.matcher(key).matches() && isPathSegment(key);
  }

  /**
   * Whether {@code id} can be a segment of a URL's path. {@code .} and {@code ..} address other
   * resources, even when they are percent-encoded. Half a surrogate pair has no bytes in UTF-8 and
   * would become another id.
   */
  private static boolean isPathSegment(String id) {
    return !id.equals(".") && !id.equals("..") && StandardCharsets.UTF_8.newEncoder().canEncode(id);
  }
}
