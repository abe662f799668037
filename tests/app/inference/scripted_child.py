"""A child that speaks the engine's protocol and misbehaves as its first argument says; run as a script."""

import json
import os
import sys
import time
from pathlib import Path


def say(**event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def text(number, piece="胸"):
    say(event="text", pieces=[[0, 0, piece]])


def done(number):
    one = {"text": "<answer>无</answer>", "finish": "stop", "tokens": 3, "scores": [["无", -0.5]]}
    say(event="done", id=number, completions=[[one]], timing={})


def complete(how, number):
    if how == "well":
        text(number)
        done(number)
    elif how == "dies":
        text(number)
        os._exit(11)
    elif how == "dies-once" and not Path(sys.argv[2]).exists():
        Path(sys.argv[2]).touch()
        os._exit(11)
    elif how == "dies-once":
        done(number)
    elif how == "garbage":
        sys.stdout.buffer.write(b"\xff\xfe not json \xe9\xab\n")
        sys.stdout.buffer.flush()
        time.sleep(60)
    elif how == "refuses":
        say(event="error", id=number, message="It is too long.", advice="Shorten it.")
    elif how == "slow":
        done(number)
    elif how == "deaf":
        text(number)
        time.sleep(60)


def main():
    how = sys.argv[1]
    for line in sys.stdin:
        order = json.loads(line)
        if order["op"] == "load" and how == "no-load":
            say(event="error", id=order["id"], message="No memory.", advice="Close programs.")
        elif order["op"] == "load":
            time.sleep(3 if how == "slow" else 0)
            say(event="ready", id=order["id"], runtime="scripted")
        elif order["op"] == "count":
            say(event="counted", id=order["id"], count=len(order["text"]))
        elif order["op"] == "complete":
            complete(how, order["id"])
        elif order["op"] == "close":
            break


main()
