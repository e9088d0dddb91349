package dev.segmentnovu.ingest.admin.alerts;

import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * The messages that wait for their receivers. Each receiver gets its messages one after the other,
 * in order; a receiver that fails delays no other. Pure: times and randomness are arguments.
 *
 * @param messages oldest first
 */
record Outbox(List<PendingMessage> messages) {

  /**
   * The bound of each receiver: of more messages, the oldest are lost. With the most receivers all
   * messages take about 400 KB, which Redis returns in about a millisecond.
   */
  static final int MOST_PER_RECEIVER = 30;

  /** A message is given up when it is older. */
  static final Duration WINDOW = Duration.ofHours(24);

  /** How often a message is tried that the receiver refuses. */
  static final int REFUSALS = 3;

  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);

  Outbox {
    messages = List.copyOf(messages);
  }

  /**
   * An outbox after a change.
   *
   * @param lost messages that are given up: their receiver was away for too long, or refuses them
   */
  record Changed(Outbox outbox, List<PendingMessage> lost) {

    Changed {
      lost = List.copyOf(lost);
    }
  }

  /** The outbox without the messages of receivers that are not configured any more. */
  Outbox keepOnly(List<Receiver> receivers) {
    Set<String> names = new HashSet<>();
    receivers.forEach(receiver -> names.add(receiver.name()));
    return new Outbox(
        messages.stream().filter(message -> names.contains(message.receiver())).toList());
  }

  /** The outbox with a message for each receiver that wants the alert. */
  Changed add(Alert alert, List<Receiver> receivers) {
    List<PendingMessage> all = new ArrayList<>(messages);
    List<PendingMessage> lost = new ArrayList<>();
    for (Receiver receiver : receivers) {
      if (receiver.wants(alert.kind(), alert.source())) {
        all.add(
            PendingMessage.create(
                alert.id(), receiver.name(), AlertJson.message(alert), alert.at().toEpochMilli()));
        List<PendingMessage> ofReceiver = of(all, receiver.name());
        if (ofReceiver.size() > MOST_PER_RECEIVER) {
          all.remove(ofReceiver.get(0));
          lost.add(ofReceiver.get(0));
        }
      }
    }
    return new Changed(new Outbox(all), lost);
  }

  /** The next message of each receiver, if it may be tried now. */
  List<PendingMessage> due(long nowMs) {
    Set<String> seen = new HashSet<>();
    return messages.stream()
        .filter(message -> seen.add(message.receiver()) && message.nextMs() <= nowMs)
        .toList();
  }

  /**
   * The outbox after a try; the same if the message is not in it.
   *
   * @param random from 0 to 1
   */
  Changed tried(PendingMessage tried, SendResult result, long nowMs, DoubleSupplier random) {
    List<PendingMessage> all = new ArrayList<>(messages);
    int index = indexOf(tried);
    if (index < 0) {
      return new Changed(this, List.of());
    }
    PendingMessage message = all.remove(index);
    List<PendingMessage> lost =
        result.match(
            delivered -> List.of(),
            failed -> {
              PendingMessage again =
                  message.failed(failed.error(), nowMs + backoff(message.attempts(), random));
              boolean givenUp =
                  nowMs - message.createdMs() >= WINDOW.toMillis()
                      || (failed.isFinal() && again.attempts() >= REFUSALS);
              if (givenUp) {
                return List.of(again);
              }
              all.add(index, again);
              return List.of();
            });
    return new Changed(new Outbox(all), lost);
  }

  private int indexOf(PendingMessage wanted) {
    for (int i = 0; i < messages.size(); i++) {
      PendingMessage message = messages.get(i);
      if (message.id().equals(wanted.id()) && message.receiver().equals(wanted.receiver())) {
        return i;
      }
    }
    return -1;
  }

  /** The messages of a receiver. */
  List<PendingMessage> of(String receiver) {
    return of(messages, receiver);
  }

  private static List<PendingMessage> of(List<PendingMessage> messages, String receiver) {
    return messages.stream().filter(message -> message.receiver().equals(receiver)).toList();
  }

  /** Doubles with each attempt; a random half of it keeps receivers from being called in step. */
  private static long backoff(int attemptsBefore, DoubleSupplier random) {
    long doubled = FIRST_BACKOFF.toMillis() << Math.min(attemptsBefore, 20);
    long most = Math.min(LONGEST_BACKOFF.toMillis(), doubled);
    return Math.round(most * (0.5 + random.getAsDouble() / 2));
  }
}
