package dev.segmentnovu.ingest.admin.status;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.status.verdict.SourceFacts;
import dev.segmentnovu.ingest.admin.status.verdict.SourceJudge;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.Server;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.PausedSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks Redis for all that the status of the relay is made of, at once. */
final class StatusQuery {

  /** Who asks why nothing is delivered must not wait for a Redis that hangs. */
  private static final long TIMEOUT_SECONDS = 2;

  private final ConfigView config;
  private final OperatorQueue queue;

  StatusQuery(ConfigView config, OperatorQueue queue) {
    this.config = config;
    this.queue = queue;
  }

  /** Fails with {@link QueueUnavailableException} if Redis does not answer in time. */
  Future<RelayStatus> ask() {
    List<Future<List<Server.Memory>>> memory = new ArrayList<>();
    for (String source : config.sources()) {
      memory.add(AdminResponses.onEventLoop(queue.server().memory(source)));
    }
    memory.add(AdminResponses.onEventLoop(queue.server().sharedMemory()));
    return ask(memory);
  }

  /**
   * The same, with an empty list of what the memory is used for: that is half of the work, and who
   * asks every few seconds does not need it.
   */
  Future<RelayStatus> askWithoutMemory() {
    return ask(List.of());
  }

  private Future<RelayStatus> ask(List<Future<List<Server.Memory>>> memory) {
    List<String> names = config.sources();
    List<Future<QueueStats>> stats = new ArrayList<>();
    for (String source : names) {
      stats.add(AdminResponses.onEventLoop(queue.view().stats(source)));
    }
    Future<List<Seen>> processes = AdminResponses.onEventLoop(queue.processes().list());
    Future<List<PausedSource>> pauses = AdminResponses.onEventLoop(queue.pauses().list());
    Future<Server.State> server = AdminResponses.onEventLoop(queue.server().state(names));
    return Future.all(Future.all(stats), Future.all(memory), Future.all(processes, pauses, server))
        .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .recover(
            failure ->
                Future.failedFuture(failure instanceof TimeoutException e ? away(e) : failure))
        .map(
            unused -> {
              List<QueueStats> queues = stats.stream().map(Future::result).toList();
              List<RefusedSenders> refused = refused(names, processes.result());
              return new RelayStatus(
                  sources(
                      names, queues, refused, processes.result(), pauses.result(), server.result()),
                  refused,
                  processes.result(),
                  server.result(),
                  memory.stream().flatMap(each -> each.result().stream()).toList());
            });
  }

  private static QueueUnavailableException away(TimeoutException timeout) {
    return new QueueUnavailableException(
        QueueUnavailableException.Why.AWAY,
        "Redis does not answer in time: see that it runs, and is not overloaded",
        timeout);
  }

  private List<RelayStatus.Source> sources(
      List<String> names,
      List<QueueStats> stats,
      List<RefusedSenders> refused,
      List<Seen> processes,
      List<PausedSource> pauses,
      Server.State server) {
    List<Seen> workers = RelayStatus.of(Heartbeat.Role.WORKER, processes);
    Map<String, PausedSource> paused =
        pauses.stream().collect(Collectors.toMap(PausedSource::source, Function.identity()));
    List<RelayStatus.Source> sources = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      var facts =
          new SourceFacts(
              name,
              hasWorkflows(name),
              paused.get(name),
              workers,
              stats.get(i),
              server,
              refused.stream()
                  .filter(each -> name.equals(each.source()))
                  .findFirst()
                  .map(RefusedSenders::refused)
                  .orElse(null));
      sources.add(new RelayStatus.Source(facts, SourceJudge.judge(facts)));
    }
    return sources;
  }

  /** Of configured sources, and of none: an ingest may still know a source that was removed. */
  private static List<RefusedSenders> refused(List<String> names, List<Seen> processes) {
    return RefusedSenders.of(RelayStatus.of(Heartbeat.Role.INGEST, processes)).stream()
        .filter(each -> each.source() == null || names.contains(each.source()))
        .toList();
  }

  private boolean hasWorkflows(String source) {
    return config
        .source(source)
        .map(
            known -> {
              Mapping mapping = known.mapping();
              return !mapping.workflows().isEmpty() || !mapping.rules().isEmpty();
            })
        .orElse(true);
  }
}
