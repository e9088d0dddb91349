package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads how full Redis is. Safe for use from any thread. */
@FunctionalInterface
public interface RedisMemory {

  /**
   * The used part of {@code maxmemory} of the fullest server.
   *
   * @param sources whose servers to look at
   * @return from 0 to 1, where there is a limit, else 0; fails with {@link
   *     QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Double> fullness(List<String> sources);
}
