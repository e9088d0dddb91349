package dev.segmentnovu.queue;

import static dev.segmentnovu.queue.QueueKeys.number;
import static dev.segmentnovu.queue.QueueKeys.utf8;

import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import java.util.List;

/** Settlements as {@code settle.lua} takes them, and its answers. */
final class SettleCall {

  private static final int OVERHEAD_BYTES = 100;

  private SettleCall() {}

  static SettleResult result(Object answer) {
    return switch (((Long) answer).intValue()) {
      case 1 -> SettleResult.APPLIED;
      case 2 -> SettleResult.PARKED;
      default -> SettleResult.STALE;
    };
  }

  /** Appends what it is, apart from whose: the users stand before all settlements. */
  static void append(List<byte[]> arguments, Settlement settlement) {
    arguments.add(utf8(settlement.user().token()));
    arguments.add(number(settlement.position()));
    Next next = settlement.next();
    if (next instanceof Next.Backoff backoff) {
      arguments.add(utf8("backoff"));
      arguments.add(number(backoff.delay().toMillis()));
      arguments.add(utf8(backoff.headState() == null ? "" : backoff.headState()));
    } else if (next instanceof Next.Fault fault) {
      arguments.add(utf8("fault"));
      arguments.add(number(fault.delay().toMillis()));
      arguments.add(utf8(""));
    } else {
      arguments.add(utf8(next instanceof Next.Keep ? "keep" : "release"));
      arguments.add(number(0));
      arguments.add(utf8(""));
    }
    int n = settlement.settled().size();
    List<byte[]> entries = settlement.user().entries();
    arguments.add(number(Math.max(0, entries.size() - settlement.position() - n)));
    arguments.add(number(n));
    arguments.add(number(bytes(entries, settlement.position(), n)));
    for (Settled settled : settlement.settled()) {
      if (settled instanceof Settled.Dead dead) {
        arguments.add(utf8(dead.letter().isUnmapped() ? "unmapped" : "dead"));
        arguments.add(utf8(dead.letter().id()));
        arguments.add(number(dead.letter().deadAt().toEpochMilli()));
        arguments.add(DeadLetterCodec.encode(dead.letter()));
      } else {
        arguments.add(utf8(settled instanceof Settled.Skipped ? "skipped" : "delivered"));
      }
    }
  }

  /** Of {@code n} entries from {@code from} on, as far as there are so many. */
  private static long bytes(List<byte[]> entries, int from, int n) {
    long bytes = 0;
    for (int i = from; i < Math.min(from + n, entries.size()); i++) {
      bytes += entries.get(i).length;
    }
    return bytes;
  }

  /** About the bytes of its arguments. */
  static int weight(Settlement settlement) {
    int weight = OVERHEAD_BYTES;
    if (settlement.next() instanceof Next.Backoff backoff && backoff.headState() != null) {
      weight += backoff.headState().length();
    }
    for (Settled settled : settlement.settled()) {
      weight +=
          settled instanceof Settled.Dead dead ? DeadLetterCodec.encode(dead.letter()).length : 10;
    }
    return weight;
  }

  /** Whether a dead letter comes of it. */
  static boolean buries(Settlement settlement) {
    return settlement.settled().stream().anyMatch(settled -> settled instanceof Settled.Dead);
  }
}
