package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.concurrent.EventLoopConfined;

/** The present {@link SourceRuntime} of a source, and whether its deliveries must end. */
@EventLoopConfined
public final class CurrentSource {

  private SourceRuntime runtime;
  private boolean draining;

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

  /** Whether events must be given back. */
  public boolean isDraining() {
    return draining;
  }
}
