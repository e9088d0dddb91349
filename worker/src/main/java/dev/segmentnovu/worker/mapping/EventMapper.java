package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Skip;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Maps events of one source to requests. */
public final class EventMapper {

  /** What a topic's key may be (Novu's rule), 1 to 100 characters. */
  private static final Pattern TOPIC_KEY =
      Pattern.compile("(?=.{1,100}$)([a-zA-Z0-9_:.-]+|\\S+@\\S+\\.\\S+)");

  private final RelayConfig.Source source;

  /** A mapper by the rules of {@code source}. */
  public EventMapper(RelayConfig.Source source) {
    this.source = source;
  }

  /**
   * What {@code event} means to Novu: the same for equal events, so that sending again sends the
   * same bytes.
   */
  public MappingResult map(SegmentEvent event) {
    if (!event.common().isMeantFor("Novu")) {
      return new Skip("integrations say that it is not for Novu");
    }
    if (!isAddressable(event.userId())) {
      return new Undeliverable(
          "invalid",
          "The userId cannot be a subscriber's id at Novu: it is no text for an address");
    }
    if (event instanceof SegmentEvent.Identify identify) {
      return new Send(SubscriberTraits.upsert(identify));
    }
    if (event instanceof SegmentEvent.Track track) {
      return trigger(track);
    }
    if (event instanceof SegmentEvent.Group group) {
      return TOPIC_KEY.matcher(group.groupId()).matches() && isAddressable(group.groupId())
          ? new Send(new NovuRequest.SubscribeToTopic(group.userId(), group.groupId()))
          : new Undeliverable(
              "invalid",
              "The groupId cannot be a topic's key at Novu: 1 to 100 letters, digits, _ : . - or an e-mail address");
    }
    if (event instanceof SegmentEvent.Delete delete) {
      return new Send(new NovuRequest.DeleteSubscriber(delete.userId()));
    }
    return new Skip(event.type().wireName() + " calls mean nothing to Novu without a rule");
  }

  /**
   * Whether {@code id} can be a segment of a path. {@code .} and {@code ..} mean other addresses,
   * however they are written; half a surrogate pair has no bytes in UTF-8 and would be another id.
   */
  private static boolean isAddressable(String id) {
    return !id.equals(".") && !id.equals("..") && StandardCharsets.UTF_8.newEncoder().canEncode(id);
  }

  private MappingResult trigger(SegmentEvent.Track track) {
    String workflow = source.mapping().workflows().get(track.event());
    if (workflow == null) {
      return new Undeliverable(
          DeadLetter.UNMAPPED, "No workflow mapped for event: " + track.event());
    }
    String transactionId = source.name() + ":" + track.common().messageId() + ":" + workflow;
    return new Send(
        new NovuRequest.Trigger(track.userId(), workflow, track.properties(), transactionId));
  }
}
