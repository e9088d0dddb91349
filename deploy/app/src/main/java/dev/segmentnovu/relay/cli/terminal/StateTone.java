package dev.segmentnovu.relay.cli.terminal;

/** The colour of the states that the admin API names. */
public final class StateTone {

  private StateTone() {}

  /** The tone of a state of a source, event, user or job. */
  public static Tone of(String state) {
    return switch (state) {
      case "running", "delivered", "done" -> Tone.GOOD;
      case "paused", "rate-limited", "waiting", "retrying", "parked", "cancelled" -> Tone.WARNING;
      case "suspended", "circuit-open", "blocked", "no-worker", "dead", "rejected", "failed" ->
          Tone.BAD;
      default -> Tone.PLAIN;
    };
  }
}
