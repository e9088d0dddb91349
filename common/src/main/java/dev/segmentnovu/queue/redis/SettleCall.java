package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.number;
import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import java.util.ArrayList;
import java.util.List;

/** Settlements as {@code settle.lua} takes them, and its answers. */
final class SettleCall {

  private static final int OVERHEAD_BYTES = 100;

  private SettleCall() {}

  /** Reads the answer: a digit for each settlement. */
  static List<SettleResult> results(String answer) {
    List<SettleResult> results = new ArrayList<>(answer.length());
    for (int i = 0; i < answer.length(); i++) {
      results.add(
          switch (answer.charAt(i)) {
            case '1' -> SettleResult.APPLIED;
            case '2' -> SettleResult.PARKED;
            default -> SettleResult.STALE;
          });
    }
    return results;
  }

  /** What the script takes for these settlements, behind their number. */
  static void append(List<byte[]> arguments, List<Settlement> group) {
    group.forEach(settlement -> arguments.add(utf8(settlement.user().userId())));
    group.forEach(settlement -> arguments.add(number(bytes(settlement))));
    group.forEach(settlement -> append(arguments, settlement));
    arguments.add(number(window(group)));
  }

  private static void append(List<byte[]> arguments, Settlement settlement) {
    int n = settlement.settled().size();
    int claimed = settlement.user().entries().size();
    Next next = settlement.next();
    var text = new StringBuilder(80);
    text.append(settlement.user().token()).append(' ').append(settlement.position()).append(' ');
    if (next instanceof Next.Backoff backoff) {
      text.append("backoff ").append(backoff.delay().toMillis());
    } else if (next instanceof Next.Fault fault) {
      text.append("fault ").append(fault.delay().toMillis());
    } else {
      text.append(next instanceof Next.Keep ? "keep 0" : "release 0");
    }
    text.append(' ').append(Math.max(0, claimed - settlement.position() - n)).append(' ');
    for (Settled settled : settlement.settled()) {
      text.append(letter(settled));
    }
    text.append(' ').append(profile(settlement)).append(' ');
    if (next instanceof Next.Backoff backoff && backoff.headState() != null) {
      text.append(backoff.headState());
    }
    arguments.add(utf8(text.toString()));
    for (Settled settled : settlement.settled()) {
      if (settled instanceof Settled.Dead dead) {
        arguments.add(utf8(dead.letter().id()));
        arguments.add(number(dead.letter().deadAt().toEpochMilli()));
        arguments.add(DeadLetterCodec.encode(dead.letter()));
      }
    }
  }

  private static String profile(Settlement settlement) {
    if (settlement.profile() instanceof Profile.Written written) {
      return written.fingerprint();
    }
    if (settlement.profile() instanceof Profile.Overwritten) {
      return "?";
    }
    return settlement.profile() instanceof Profile.Unknown ? "!" : "-";
  }

  /** How long the fingerprints of a group are remembered, in ms; 0 if it has none. */
  private static long window(List<Settlement> group) {
    long window = 0;
    for (Settlement settlement : group) {
      if (settlement.profile() instanceof Profile.Written written) {
        window = Math.max(window, written.remembered().toMillis());
      }
    }
    return window;
  }

  private static char letter(Settled settled) {
    if (settled instanceof Settled.Dead dead) {
      return dead.letter().isUnmapped() ? 'u' : 'x';
    }
    return settled instanceof Settled.Skipped ? 's' : 'd';
  }

  /** Of the entries that it settles, as far as the claim has so many. */
  private static long bytes(Settlement settlement) {
    List<byte[]> entries = settlement.user().entries();
    int from = settlement.position();
    long bytes = 0;
    for (int i = from; i < Math.min(from + settlement.settled().size(), entries.size()); i++) {
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
