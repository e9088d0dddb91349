package dev.segmentnovu.ingest.admin.alerts;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The result of one try to send a message. */
sealed interface SendResult {

  /** Calls the function of this case. */
  <R> R match(Function<Delivered, R> delivered, Function<Failed, R> failed);

  /** The receiver took it. */
  record Delivered(int status) implements SendResult {
    @Override
    public <R> R match(Function<Delivered, R> delivered, Function<Failed, R> failed) {
      return delivered.apply(this);
    }
  }

  /**
   * The receiver did not take it.
   *
   * @param status its answer; null if there was none
   * @param error what happened, for people; without the path of the address
   */
  record Failed(@Nullable Integer status, String error) implements SendResult {
    @Override
    public <R> R match(Function<Delivered, R> delivered, Function<Failed, R> failed) {
      return failed.apply(this);
    }

    /** Whether the receiver will hardly take the same message later. */
    boolean isFinal() {
      return status != null
          && status >= 400
          && status < 500
          && status != 408
          && status != 425
          && status != 429;
    }
  }
}
