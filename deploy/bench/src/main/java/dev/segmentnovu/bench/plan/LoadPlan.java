package dev.segmentnovu.bench.plan;

import java.util.Locale;

/**
 * What the load generator sends.
 *
 * @param run number of the run, less than 10,000
 * @param port of the server, on this machine
 * @param connections the highest number of requests in flight
 * @param payload bytes of an event
 * @param users how many users the events have
 * @param rate events a second; 0 for as many as the server accepts
 * @param backlog the highest number of accepted and not delivered events; 0 for no bound
 * @param most the number of events after which it stops; 0 for no end
 */
public record LoadPlan(
    Scenario scenario,
    int run,
    int port,
    int connections,
    int payload,
    int users,
    double rate,
    long backlog,
    long most) {

  /** The events of the options, as many as {@code port} accepts. */
  public static LoadPlan of(BenchOptions options, Scenario scenario, int run, int port) {
    return new LoadPlan(
        scenario, run, port, options.connections(), options.payload(), options.users(), 0, 0, 0);
  }

  /** The same at a rate or with bounds. */
  public LoadPlan with(double newRate, long newBacklog, long newMost) {
    return new LoadPlan(
        scenario, run, port, connections, payload, users, newRate, newBacklog, newMost);
  }

  /** Reads what {@link #line} wrote. */
  public static LoadPlan parse(String line) {
    String[] words = line.split(" ", -1);
    return new LoadPlan(
        Scenario.valueOf(words[0]),
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        Integer.parseInt(words[4]),
        Integer.parseInt(words[5]),
        Double.parseDouble(words[6]),
        Long.parseLong(words[7]),
        Long.parseLong(words[8]));
  }

  /** All of it on one line. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%s %d %d %d %d %d %.3f %d %d",
        scenario.name(),
        run,
        port,
        connections,
        payload,
        users,
        rate,
        backlog,
        most);
  }
}
