package dev.segmentnovu.ingest.admin.access;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses tokens. After some wrong tokens from one address, the address must wait
 * before its next token is looked at, longer each time. A token that was right from this address
 * before is exempt, so that a guesser behind the same proxy does not lock its users out.
 */
@EventLoopConfined
final class WrongTokens {

  /** Wrong tokens that cost no wait: people paste the wrong one. */
  static final int FREE = 5;

  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** Wrong tokens are forgotten so long after the last one. */
  static final Duration MEMORY = Duration.ofMinutes(15);

  /** Addresses that are remembered; the one that called longest ago makes room. */
  static final int MOST_ADDRESSES = 10_000;

  /** What becomes of a presented token. */
  enum Verdict {
    ADMITTED,
    /** It is none of the tokens. */
    WRONG,
    /** As {@link #WRONG}, and from now on the address must wait. */
    WRONG_TOO_OFTEN,
    /** It does not count, right or wrong: {@link #secondsToWait} tells when the next one does. */
    WAIT
  }

  private static final class Address {
    final Set<String> known = new HashSet<>();
    int wrong;
    long lastWrongNanos;
    long waitUntilNanos;
  }

  private final LongSupplier nanoTime;

  private final Map<String, Address> addresses =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Address> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  /**
   * Creates an empty table.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  WrongTokens(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Judges a token that an address presents.
   *
   * @param address the address of the client, as {@link ClientAddress#group} gives it
   * @param name the name of the token; null if it is none
   */
  Verdict judge(String address, @Nullable String name) {
    long now = nanoTime.getAsLong();
    Address of = addresses.computeIfAbsent(address, unused -> new Address());
    if (name != null && of.known.contains(name)) {
      return Verdict.ADMITTED;
    }
    if (of.wrong > 0 && now - of.lastWrongNanos > MEMORY.toNanos()) {
      of.wrong = 0;
    }
    if (of.wrong >= FREE && now - of.waitUntilNanos < 0) {
      return Verdict.WAIT;
    }
    if (name != null) {
      of.known.add(name);
      return Verdict.ADMITTED;
    }
    of.wrong++;
    of.lastWrongNanos = now;
    if (of.wrong < FREE) {
      return Verdict.WRONG;
    }
    long seconds = 1L << Math.min(of.wrong - FREE, 10);
    of.waitUntilNanos = now + Math.min(seconds * 1_000_000_000L, LONGEST_WAIT.toNanos());
    return Verdict.WRONG_TOO_OFTEN;
  }

  /**
   * How long an address must wait until its next token is looked at, in whole seconds, rounded up.
   */
  long secondsToWait(String address) {
    Address of = addresses.get(address);
    long nanos = of == null ? 0 : of.waitUntilNanos - nanoTime.getAsLong();
    return Math.max(1, (nanos + 999_999_999L) / 1_000_000_000L);
  }

  /** How many addresses are remembered. */
  int size() {
    return addresses.size();
  }
}
