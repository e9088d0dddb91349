package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;

/** The present {@link SourceRuntime} of a source, and whether its deliveries must end. */
@EventLoopConfined
public final class CurrentSource {

  private SourceRuntime runtime;
  private boolean draining;
  private boolean paused;

  public CurrentSource(SourceRuntime runtime) {
    this.runtime = runtime;
  }

  /** The parts that an event uses if it starts now. */
  public SourceRuntime runtime() {
    return runtime;
  }

  /** Events that start from now on use these parts. */
  public void replace(SourceRuntime with) {
    runtime = with;
  }

  /** Calls in flight are finished; all other events are given back. */
  public void drain() {
    draining = true;
  }

  /** Whether the worker stops. */
  public boolean isDraining() {
    return draining;
  }

  /** An operator paused or resumed the source: while it is paused, no event starts. */
  public void setPaused(boolean now) {
    paused = now;
  }

  /** Whether an operator paused the source. */
  public boolean isPaused() {
    return paused;
  }

  /** Whether no event may start, so that users must be given back. */
  boolean mustGiveBack() {
    return draining || paused;
  }
}
