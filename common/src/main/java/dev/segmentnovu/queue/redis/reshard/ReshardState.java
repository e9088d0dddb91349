package dev.segmentnovu.queue.redis.reshard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A change of the number of shards, as Redis stores it: {@code move 7 8 4 2} moves a queue from 4
 * to 8 shards in the term 7, and message ids of 2 shards still count; {@code remember 7 8 4 2} is
 * the same after all users have moved. Pure.
 *
 * @param moves whether users still move
 * @param term of the run of {@code relay reshard} that moves them; each run has a later one
 * @param to the new number
 * @param former the numbers before, the latest first; at least one
 */
public record ReshardState(boolean moves, long term, int to, List<Integer> former) {

  private static final Pattern TEXT =
      Pattern.compile("(move|remember) (\\d{1,15}) (\\d{1,3})((?: \\d{1,3})+)");

  /** Reads what Redis stores; empty for a text that no relay wrote. */
  public static Optional<ReshardState> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    List<Integer> former = new ArrayList<>();
    for (String number : parts.group(4).strip().split(" ", -1)) {
      former.add(Integer.valueOf(number));
    }
    return Optional.of(
        new ReshardState(
            parts.group(1).equals("move"),
            Long.parseLong(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            List.copyOf(former)));
  }

  /**
   * The start of a change.
   *
   * @param before the last change, whose message ids may still count
   */
  static ReshardState begin(int from, int to, Optional<ReshardState> before) {
    List<Integer> former = new ArrayList<>(List.of(from));
    before.ifPresent(
        state ->
            state.former.stream().filter(number -> !former.contains(number)).forEach(former::add));
    long term = before.map(state -> state.term + 1).orElse(1L);
    return new ReshardState(true, term, to, List.copyOf(former));
  }

  /** The same change, in the term of another run. */
  ReshardState inTerm(long other) {
    return new ReshardState(moves, other, to, former);
  }

  /** The number of shards from which users move, or moved. */
  public int from() {
    return former.get(0);
  }

  /** The same after all users have moved. */
  ReshardState moved() {
    return new ReshardState(false, term, to, former);
  }

  /** What Redis stores. */
  public String text() {
    return (moves ? "move " : "remember ")
        + term
        + " "
        + to
        + former.stream().map(number -> " " + number).collect(Collectors.joining());
  }
}
