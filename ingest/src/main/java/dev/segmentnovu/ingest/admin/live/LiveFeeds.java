package dev.segmentnovu.ingest.admin.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.deadletters.DeadLetterJson;
import dev.segmentnovu.ingest.admin.events.DeliveryJson;
import dev.segmentnovu.ingest.admin.history.HistoryJson;
import dev.segmentnovu.ingest.admin.status.SourceStates;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.history.ActivityHistory;
import dev.segmentnovu.queue.admin.history.ActivityHistory.Resolution;
import dev.segmentnovu.queue.admin.history.FailureGroups;
import dev.segmentnovu.queue.admin.history.HistoryPoint;
import dev.segmentnovu.queue.admin.history.Rejections;
import dev.segmentnovu.queue.admin.users.Deliveries;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** All feeds of the live stream. A feed of another type takes its place here. */
final class LiveFeeds {

  /** The clocks of workers may differ by so much. */
  private static final Duration RECENT = Duration.ofSeconds(10);

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int DEAD_LETTERS = 100;
  private static final int DELIVERIES = 100;

  private LiveFeeds() {}

  static List<LiveFeed> of(ConfigView config, OperatorQueue queue, InstantSource clock) {
    return List.of(
        delivery(queue.deliveries()),
        rejected(queue.history().rejections()),
        failure(queue.history().failures()),
        dead(queue.deadLetters(), clock),
        state(new SourceStates(config, queue)),
        counts(queue.history().activity(), clock));
  }

  /** Of more deliveries between two looks than fit into one, the latest. */
  private static LiveFeed delivery(Deliveries deliveries) {
    return new ChangedItems<Deliveries.Delivery>(
        "delivery",
        source -> {
          var filter = new Deliveries.Filter(source, null, null, null);
          return deliveries.list(filter, null, DELIVERIES).thenApply(Deliveries.Page::items);
        },
        each -> each,
        (source, each) -> DeliveryJson.item(each));
  }

  private static LiveFeed rejected(Rejections rejections) {
    return new ChangedItems<>(
        "rejected", rejections::latest, rejection -> rejection, HistoryJson::rejection);
  }

  private static LiveFeed failure(FailureGroups groups) {
    return new ChangedItems<>(
        "failure",
        groups::list,
        group -> List.of(group.id(), group.deadLetters(), group.retries()),
        (source, group) -> HistoryJson.failures(group));
  }

  /** Of more dead letters between two looks than fit into one, the latest. */
  private static LiveFeed dead(DeadLetters deadLetters, InstantSource clock) {
    return new ChangedItems<DeadLetter>(
        "dead",
        source -> {
          var recent = clock.instant().minus(RECENT);
          var filter = new DeadLetters.Filter(source, null, null, null, recent, null);
          return deadLetters.list(filter, null, DEAD_LETTERS).thenApply(DeadLetters.Page::items);
        },
        DeadLetter::id,
        (source, deadLetter) -> DeadLetterJson.item(deadLetter));
  }

  /** The reason of a source that runs may have numbers that differ at each look. */
  private static LiveFeed state(SourceStates states) {
    return new ChangedItems<ObjectNode>(
        "state",
        states::of,
        each -> each.get("state").asText() + each.get("since"),
        (source, each) -> each);
  }

  private static LiveFeed counts(ActivityHistory history, InstantSource clock) {
    return new ChangedItems<HistoryPoint>(
        "counts",
        source -> {
          var now = clock.instant();
          return history.points(source, Resolution.MINUTES, now.minus(MINUTE), now.plus(MINUTE));
        },
        HistoryJson::point,
        (source, point) -> HistoryJson.point(point).put("source", source));
  }
}
