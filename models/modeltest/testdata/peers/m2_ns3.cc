// M2, the speed reference of configs/scenarios/m2.yaml, on the core of ns-3: its events and
// its event list. Stations and the histogram are written by hand, as a user of the core
// would; the draws are those of the standard library, or with "own" those of ns-3.
//
// usage: m2_ns3 REQUESTS SCHEDULER [own], such as ns3::MapScheduler, the default of ns-3

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "ns3/core-module.h"

using namespace ns3;

namespace {

std::mt19937_64 draws(1);
bool own; // draw by the random variables of ns-3

// Request is one request on its way.
struct Request
{
    int64_t begin;
    bool miss;
};

// Lognormal draws times of a mean and a standard deviation, in nanoseconds.
struct Lognormal
{
    double mu, sigma;
    std::lognormal_distribution<double> law;
    Ptr<LogNormalRandomVariable> variable;

    static double Square(double mean, double sd) { return std::log(1 + sd * sd / (mean * mean)); }

    Lognormal(double mean, double sd)
        : mu(std::log(mean * 1e9) - Square(mean, sd) / 2), sigma(std::sqrt(Square(mean, sd))), law(mu, sigma)
    {
    }

    int64_t Draw() { return int64_t((own ? variable->GetValue(mu, sigma) : law(draws)) + 0.5); }
};

// Station has some servers and a queue, first come first served.
struct Station
{
    int free;
    Lognormal time;
    void (*next)(Request);
    std::deque<Request> queue;

    Station(int servers, double mean, double sd, void (*next)(Request))
        : free(servers), time(mean, sd), next(next)
    {
    }

    void Arrive(Request r)
    {
        if (free == 0)
        {
            queue.push_back(r);
            return;
        }
        free--;
        Start(r);
    }

    void Start(Request r) { Simulator::Schedule(NanoSeconds(time.Draw()), &Station::End, this, r); }

    void End(Request r)
    {
        if (queue.empty())
        {
            free++;
        }
        else
        {
            Request waiting = queue.front();
            queue.pop_front();
            Start(waiting);
        }
        next(r);
    }
};

// Histogram keeps latencies within 1/64 of a power of two.
struct Histogram
{
    std::vector<uint64_t> counts = std::vector<uint64_t>(64 * 64);
    uint64_t n = 0;
    double sum = 0;

    void Record(int64_t ns)
    {
        int exponent;
        double mantissa = std::frexp(double(ns), &exponent);
        counts[exponent * 64 + int(mantissa * 64) - 32]++;
        n++;
        sum += double(ns);
    }
};

Histogram latency;

void Done(Request r) { latency.Record(Simulator::Now().GetNanoSeconds() - r.begin); }

Station db(16, 0.020, 0.0262, &Done);

void Served(Request r)
{
    if (r.miss)
    {
        db.Arrive(r);
    }
    else
    {
        Done(r);
    }
}

Station web(32, 0.010, 0.00795, &Served);

void Passed(Request r) { web.Arrive(r); }

Station gateway(4, 0.001, 0.000533, &Passed);

long left;

Ptr<ExponentialRandomVariable> ownGap;
Ptr<UniformRandomVariable> ownMiss;

void Arrive()
{
    static std::exponential_distribution<double> gap(2400.0);
    static std::bernoulli_distribution miss(0.2);
    gateway.Arrive({Simulator::Now().GetNanoSeconds(), own ? ownMiss->GetValue() < 0.2 : miss(draws)});
    if (--left > 0)
    {
        double wait = own ? ownGap->GetValue(1 / 2400.0, 0) : gap(draws);
        Simulator::Schedule(NanoSeconds(int64_t(wait * 1e9)), &Arrive);
    }
}

} // namespace

int main(int argc, char* argv[])
{
    own = argc == 4 && std::string(argv[3]) == "own";
    if (argc != 3 && !own)
    {
        std::fprintf(stderr, "usage: m2_ns3 REQUESTS SCHEDULER [own]\n");
        return 2;
    }
    if (own)
    {
        for (Station* station : {&gateway, &web, &db})
        {
            station->time.variable = CreateObject<LogNormalRandomVariable>();
        }
        ownGap = CreateObject<ExponentialRandomVariable>();
        ownMiss = CreateObject<UniformRandomVariable>();
    }
    left = std::atol(argv[1]);
    ObjectFactory scheduler;
    scheduler.SetTypeId(argv[2]);
    Simulator::SetScheduler(scheduler);
    Simulator::Schedule(NanoSeconds(0), &Arrive);
    Simulator::Run();
    std::printf("%lu requests, mean %.3f ms\n", (unsigned long)latency.n, latency.sum / double(latency.n) / 1e6);
    Simulator::Destroy();
    return 0;
}
