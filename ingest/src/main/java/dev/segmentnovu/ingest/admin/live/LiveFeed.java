package dev.segmentnovu.ingest.admin.live;

import dev.segmentnovu.concurrent.EventLoopConfined;
import io.vertx.core.Future;
import java.util.List;

/** Finds what is new of one type. */
@EventLoopConfined
interface LiveFeed {

  /** The name of its events. */
  String type();

  /** What is new since the last call for this source, oldest first; nothing at the first call. */
  Future<List<LiveEvent>> poll(String source);

  /** Nobody watches: the next call is a first one. */
  void forget();
}
