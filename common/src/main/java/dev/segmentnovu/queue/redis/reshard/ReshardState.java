package dev.segmentnovu.queue.redis.reshard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A change of the number of shards, as Redis stores it: {@code move 8 4 2} moves a queue from 4 to
 * 8 shards, and message ids of 2 shards still count; {@code remember 8 4 2} is the same after all
 * users have moved. Pure.
 *
 * @param moves whether users still move
 * @param to the new number
 * @param former the numbers before, the latest first; at least one
 */
public record ReshardState(boolean moves, int to, List<Integer> former) {

  private static final Pattern TEXT = Pattern.compile("(move|remember) (\\d{1,3})((?: \\d{1,3})+)");

  /** Reads what Redis stores; empty for a text that no relay wrote. */
  public static Optional<ReshardState> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    List<Integer> former = new ArrayList<>();
    for (String number : parts.group(3).strip().split(" ", -1)) {
      former.add(Integer.valueOf(number));
    }
    return Optional.of(
        new ReshardState(
            parts.group(1).equals("move"), Integer.parseInt(parts.group(2)), List.copyOf(former)));
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
    return new ReshardState(true, to, List.copyOf(former));
  }

  /** The number of shards from which users move, or moved. */
  public int from() {
    return former.get(0);
  }

  /** The same after all users have moved. */
  ReshardState moved() {
    return new ReshardState(false, to, former);
  }

  /** What Redis stores. */
  public String text() {
    return (moves ? "move " : "remember ")
        + to
        + former.stream().map(number -> " " + number).collect(Collectors.joining());
  }
}
