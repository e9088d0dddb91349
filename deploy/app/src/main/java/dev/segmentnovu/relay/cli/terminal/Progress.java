package dev.segmentnovu.relay.cli.terminal;

/** Shows how far a task is. */
public interface Progress extends AutoCloseable {

  /**
   * Shows a state of the task.
   *
   * @param done units that are done, of {@code total}
   * @param total negative if it is not known
   */
  void update(long done, long total);

  /** Ends the display; the last state stays visible. */
  @Override
  void close();
}
