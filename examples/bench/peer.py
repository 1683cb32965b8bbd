"""A queue -> two queues, with FastStream: validates with fastjsonschema, drops fields, publishes the rest and an answer.

    python peer.py URL FROM TO ANSWERS SCHEMA
"""

import asyncio
import json
import sys

import fastjsonschema
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

url, source, to, answers, schema = sys.argv[1:]
validate = fastjsonschema.compile(json.load(open(schema)))
broker = RabbitBroker(url, default_channel=Channel(prefetch_count=256, publisher_confirms=True), logger=None)


# as many at once as were handed out: it waits for confirms of many messages side by side
@broker.subscriber(RabbitQueue(source, queue_type=QueueType.QUORUM, durable=True), ack_policy=AckPolicy.NACK_ON_ERROR)
async def handle(body: bytes) -> None:
    event = json.loads(body)
    data = validate(event["data"])
    data["leerling"].pop("woongemeente", None)
    data["leerling"].pop("geheimAdres", None)
    out = {name: event[name] for name in ("specversion", "id", "source", "type", "time", "datacontenttype")} | {"data": data}
    answer = {"specversion": "1.0", "id": event["id"], "source": "bench", "type": "antwoord", "data": {"uitkomst": "routed"}}
    await broker.publish(json.dumps(out).encode(), queue=to, persist=True)
    await broker.publish(json.dumps(answer).ljust(420).encode(), queue=answers, persist=True)


asyncio.run(FastStream(broker, logger=None).run())
