package dev.segmentnovu.queue.redis.history;

import dev.segmentnovu.queue.admin.history.Rejections;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.history.HistoryKeys;
import dev.segmentnovu.queue.redis.script.history.HistoryScripts;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The rejections in Redis. */
public final class RedisRejections implements Rejections {

  private final HistoryScripts scripts;

  /** The rejections on {@code redis}. */
  public RedisRejections(RedisConnection redis) {
    scripts = new HistoryScripts(redis);
  }

  @Override
  public CompletionStage<List<Rejection>> latest(String source) {
    return scripts.rejections(new HistoryKeys(source));
  }

  @Override
  public CompletionStage<Map<String, Long>> counts(String source) {
    String key = new HistoryKeys(source).rejectionCounts();
    return scripts
        .hashes(List.of(key))
        .thenApply(
            hashes -> {
              Map<String, Long> counts = new LinkedHashMap<>();
              hashes.getOrDefault(key, Map.of()).entrySet().stream()
                  .filter(each -> each.getValue().matches("[0-9]{1,18}"))
                  .map(each -> Map.entry(each.getKey(), Long.parseLong(each.getValue())))
                  .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                  .forEach(each -> counts.put(each.getKey(), each.getValue()));
              return counts;
            });
  }

  @Override
  public CompletionStage<List<Rejection>> find(String source, String messageId) {
    return scripts.rejectionsOf(new HistoryKeys(source), messageId);
  }

  @Override
  public CompletionStage<Long> forget(String source, Collection<String> userIds) {
    return scripts.forgetRejections(new HistoryKeys(source), userIds);
  }
}
