package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Skip;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.mapping.MappingResult.Why;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Maps events of one source to requests. Safe for use from any thread. */
public final class EventMapper {

  /** What a topic's key may be (Novu's rule), 1 to 100 characters. */
  private static final Pattern TOPIC_KEY =
      Pattern.compile("(?=.{1,100}$)([a-zA-Z0-9_:.-]+|\\S+@\\S+\\.\\S+)");

  private final RelayConfig.Source source;
  private final Rules rules;

  /**
   * A mapper by the rules of {@code source}.
   *
   * @throws IllegalArgumentException if an expression is malformed; {@link MappingCheck} finds that
   *     before
   */
  public EventMapper(RelayConfig.Source source) {
    this.source = source;
    rules = new Rules(source.mapping().rules());
  }

  /**
   * What {@code event} means to Novu: the same for equal events, so that sending again sends the
   * same bytes.
   */
  public MappingResult map(SegmentEvent event) {
    if (!event.common().isMeantFor("Novu")) {
      return new Skip(Why.INTEGRATIONS, "integrations say that it is not for Novu");
    }
    if (!isAddressable(event.userId())) {
      return new Undeliverable(
          "invalid",
          "The userId cannot be a subscriber's id at Novu: it is no text for an address");
    }
    if (event instanceof SegmentEvent.Delete delete) {
      // no rule is asked: a trigger would make the subscriber anew
      return send(new Step("delete", new NovuRequest.DeleteSubscriber(delete.userId())));
    }
    List<Step> steps = new ArrayList<>();
    if (event instanceof SegmentEvent.Group group) {
      if (!isTopicKey(group.groupId())) {
        return new Undeliverable(
            "invalid",
            "The groupId cannot be a topic's key at Novu: 1 to 100 letters, digits, _ : . - or an e-mail address");
      }
      steps.add(
          new Step("group", new NovuRequest.SubscribeToTopic(group.userId(), group.groupId())));
    } else if (event instanceof SegmentEvent.Identify identify) {
      steps.add(
          new Step("identify", SubscriberTraits.upsert(identify, source.mapping().customTraits())));
    }
    DeviceToken.of(event, source.mapping().push())
        .ifPresent(token -> steps.add(new Step("device token", token)));
    return triggered(event, steps);
  }

  private static MappingResult send(Step step) {
    return new Send(List.of(step));
  }

  /** {@code steps} and the triggers after them: the subscriber must be there before. */
  private MappingResult triggered(SegmentEvent event, List<Step> steps) {
    var triggers = new Triggers(source.name(), event);
    Rules.Outcome outcome = rules.apply(event, triggers);
    if (outcome instanceof Rules.Outcome.Failed failed) {
      return new Undeliverable("mapping", failed.message());
    }
    boolean open = outcome instanceof Rules.Outcome.Open;
    if (open && event instanceof SegmentEvent.Track track) {
      String workflow = source.mapping().workflows().get(track.event());
      if (workflow != null) {
        triggers.add("workflows", track.userId(), workflow, track.properties());
      }
      if (triggers.steps().isEmpty()) {
        return unmapped(track, steps);
      }
    }
    steps.addAll(triggers.steps());
    return steps.isEmpty()
        ? new Skip(
            Why.NO_RULE, event.type().wireName() + " calls mean nothing to Novu without a rule")
        : new Send(steps);
  }

  private MappingResult unmapped(SegmentEvent.Track track, List<Step> steps) {
    String message = "No workflow mapped for event: \"" + track.event() + '"';
    if (source.mapping().unmapped() == Mapping.Unmapped.DEAD_LETTER) {
      return new Undeliverable(DeadLetter.UNMAPPED, message);
    }
    return steps.isEmpty() ? new Skip(Why.UNMAPPED, message) : new Send(steps);
  }

  /** Whether Novu takes {@code key} as a topic's, and we can write it into a path. */
  static boolean isTopicKey(String key) {
    return TOPIC_KEY.matcher(key).matches() && isAddressable(key);
  }

  /**
   * Whether {@code id} can be a segment of a path. {@code .} and {@code ..} mean other addresses,
   * however they are written; half a surrogate pair has no bytes in UTF-8 and would be another id.
   */
  private static boolean isAddressable(String id) {
    return !id.equals(".") && !id.equals("..") && StandardCharsets.UTF_8.newEncoder().canEncode(id);
  }
}
