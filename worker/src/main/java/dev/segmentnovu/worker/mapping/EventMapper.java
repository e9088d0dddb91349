package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.worker.mapping.MappingResult.LeftOut;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Skip;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.mapping.MappingResult.Unsent;
import dev.segmentnovu.worker.mapping.MappingResult.Why;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import dev.segmentnovu.worker.novu.NovuRequest.DeleteSubscriber;
import dev.segmentnovu.worker.novu.NovuRequest.SubscribeToTopic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps events of one source to requests. Safe for use from any thread. */
public final class EventMapper {

  /**
   * What a topic's key may be (Novu's rule). Novu has a limit of 100 characters where a topic is
   * created by itself, and none where subscribers are put into it, which creates it, too.
   */
  private static final Pattern TOPIC_KEY = Pattern.compile("[a-zA-Z0-9_:.-]+|\\S+@\\S+\\.\\S+");

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
      return new Send(List.of(new Step("delete", new DeleteSubscriber(delete.userId()))));
    }
    List<LeftOut> leftOut = new ArrayList<>(0);
    List<Step> steps = new ArrayList<>();
    Unsent groupEnd = null;
    if (event instanceof SegmentEvent.Group group) {
      groupEnd = addTopic(group, steps);
    } else if (event instanceof SegmentEvent.Identify identify) {
      Mapping.CustomTraits policy = source.mapping().customTraits();
      steps.add(new Step("identify", SubscriberTraits.upsert(identify, policy, leftOut)));
    }
    AddDeviceToken token = DeviceToken.of(event, source.mapping().push(), leftOut);
    if (token != null) {
      steps.add(new Step("device token", token));
    }
    // the subscriber must be there before a trigger
    Unsent rulesEnd = addTriggers(event, steps, leftOut);
    Unsent end = groupEnd == null ? rulesEnd : groupEnd;
    return steps.isEmpty() ? unsent(event, end, leftOut) : new Send(steps, end, leftOut);
  }

  private static MappingResult unsent(
      SegmentEvent event, @Nullable Unsent end, List<LeftOut> leftOut) {
    if (end instanceof Undeliverable bad) {
      return new Undeliverable(bad.reason(), bad.message(), leftOut);
    }
    return end instanceof Skip skip
        ? new Skip(skip.why(), skip.rule(), leftOut)
        : new Skip(
            Why.NO_RULE,
            event.type().wireName() + " calls mean nothing to Novu without a rule",
            leftOut);
  }

  /** Why the user cannot be put into the topic, or null. */
  private static @Nullable Unsent addTopic(SegmentEvent.Group group, List<Step> steps) {
    if (!isTopicKey(group.groupId())) {
      return new Undeliverable(
          "invalid",
          "The groupId cannot be a topic's key at Novu: letters, digits, _ : . - or an e-mail"
              + " address");
    }
    steps.add(new Step("group", new SubscribeToTopic(group.userId(), group.groupId())));
    return null;
  }

  /** Adds the triggers, all or none of them. Gives why there are none where there should be. */
  private @Nullable Unsent addTriggers(
      SegmentEvent event, List<Step> steps, List<LeftOut> leftOut) {
    var triggers = new Triggers(source.name(), event, leftOut);
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
        return unmapped(track);
      }
    }
    steps.addAll(triggers.steps());
    return null;
  }

  private Unsent unmapped(SegmentEvent.Track track) {
    String message = "No workflow mapped for event: \"" + track.event() + '"';
    return source.mapping().unmapped() == Mapping.Unmapped.DEAD_LETTER
        ? new Undeliverable(DeadLetter.UNMAPPED, message)
        : new Skip(Why.UNMAPPED, message);
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
