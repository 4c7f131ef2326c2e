"""Writes how llama.cpp's server goes on with prompts: fixtures/oracle.json and
fixtures/oracle_same.json.

The first argument is the URL of a server that runs `tests/e2e/serve_model.py`.

Activations are rounded to eight bits, so two ways of summing the same numbers
differ by some tenths in the logarithms of unlikely tokens, and the server
differs as much from itself when its cache is of another format. So those
prompts are taken, in this order, of which no token was nearly another one: the
likeliest is ahead by MARGIN for eight tokens.

SAME are prompts of which everything is the same here and there: eight tokens,
and at each the set of the five likeliest. Of 185 prompts that were tried on
2026-11-24, that is so for 23; between the server and itself without flash
attention it is so for 19, and the sets at single tokens are the same in 78 of
100 cases both between it and us, and between it and itself.
"""

import json
import pathlib
import sys
import urllib.request

URL = sys.argv[1]
MARGIN = 0.35
STEPS = 8
# Of each kind, at most so many.
MOST = 3
# The token "a".
LETTER = 81

POOL = {
    "chat, English": [
        [["user", "What is the capital of China?"]],
        [["user", "What is the capital of France?"]],
        [["user", "Write a Python function that adds two numbers."]],
        [["system", "You answer in one word."], ["user", "Is the sky blue?"]],
        [["user", "Who wrote Romeo and Juliet?"]],
        [["user", "What is 2+2?"]],
        [["user", "Hi"], ["assistant", "Hello! How can I help you today?"], ["user", "Who are you?"]],
        [["user", "Translate to French: Good morning"]],
        [["user", "How many days are in a week?"]],
    ],
    "chat, Chinese": [
        [["user", "中国的首都是哪里?"]],
        [["user", "你好"]],
        [["user", "你叫什么名字?"]],
        [["user", "请用中文回答: 一加一等于几?"]],
        [["system", "你是一个有用的助手。"], ["user", "你是谁?"]],
        [["user", "请重复: 春眠不觉晓"]],
        [["user", "水的化学式是什么?"]],
        [["user", "把“谢谢”翻译成英文。"]],
        [["user", "什么是人工智能?"]],
        [["user", "一年有多少天?"]],
        [["user", "你好"], ["assistant", "你好!"], ["user", "你好"]],
        [["user", "北京"], ["assistant", "北京"], ["user", "上海"]],
        [["user", "一"], ["assistant", "二"], ["user", "一"], ["assistant", "二"], ["user", "一"]],
        [["user", "What does 你好 mean?"]],
        [["user", "What is the Chinese word for water?"], ["assistant", "水"], ["user", "And for fire?"]],
        [["user", "中国 is the Chinese name of which country?"]],
        [["user", "用英文回答: 中国的首都是哪里?"]],
    ],
    "raw, English": [
        "The capital of China is",
        "Once upon a time, there was a",
        "def fibonacci(n):\n    ",
        "1, 2, 3, 4, 5, 6, 7, 8,",
        "Monday, Tuesday, Wednesday,",
        "To be, or not to be, that is",
        "import numpy as np\nimport matplotlib",
        "We the People of the United States, in Order to form",
        "The quick brown fox jumps over the lazy",
        "A B C D E F G H",
        "for i in range(10):\n    print(i)\n\nfor i in range(20):\n    print",
        "Twinkle, twinkle, little star,\nHow I wonder",
    ],
    "raw, Chinese": [
        "中国的首都是哪里?",
        "人工智能的发展",
        "一、二、三、四、五、",
        "中国 China 日本 Japan 中国 China 日本",
        "北京 Beijing, 上海 Shanghai, 北京 Beijing, 上海",
        "星期一,星期二,星期三,星期一,星期二,",
        "# 你好,世界\nprint(\"你好,世界\")\nprint(\"你好,",
        "苹果:apple\n苹果:apple\n苹果:",
        "你好,你好,你好,你好,",
    ],
}

SAME = [
    [["user", "What is the capital of China?"]],
    [["user", "Who wrote Romeo and Juliet?"]],
    [["user", "What is the largest planet in the solar system?"]],
    [["user", "请写一首诗。"]],
    [["user", "北京"], ["assistant", "北京"], ["user", "上海"]],
    [["user", "What does 谢谢 mean in English?"]],
    "The capital of China is",
    "Learning new things is",
    "Mary had a little lamb, its fleece was",
    "你好世界，你好世界，你好",
    "星期一,星期二,星期三,星期一,星期二,",
    "print('你好')\nprint('你好')\nprint('",
]


def ask(path, body):
    data = json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def case(prompt, margin):
    """The prompt and what follows; nothing where a token was nearly another."""
    if is_chat := isinstance(prompt, list):
        messages = [{"role": role, "content": content} for role, content in prompt]
        text = ask("/apply-template", {"messages": messages})["prompt"]
    else:
        text = prompt
    tokens = ask("/tokenize", {"content": text, "parse_special": is_chat})["tokens"]
    ids, steps = list(tokens), []
    for _ in range(STEPS):
        # The server tells nothing of a token that ends inside a character. So
        # each step forces a letter; what is told is how it was before that.
        answer = ask("/completion", {
            "prompt": ids, "n_predict": 1, "n_probs": 10, "temperature": 0, "logit_bias": [[LETTER, 1000]],
        })
        top = answer["completion_probabilities"][0]["top_logprobs"]
        if top[0]["logprob"] - top[1]["logprob"] < margin:
            return None
        steps.append([[it["id"], round(it["logprob"], 4)] for it in top])
        ids.append(top[0]["id"])
    return {"messages" if is_chat else "raw": prompt, "prompt_ids": tokens, "steps": steps}


def write(name, cases):
    path = pathlib.Path(__file__).parent / "fixtures" / name
    path.write_text("[\n" + ",\n".join(json.dumps(it, ensure_ascii=False) for it in cases) + "\n]\n")


cases = []
for kind, prompts in POOL.items():
    found = [it for it in (case(prompt, MARGIN) for prompt in prompts) if it]
    print(kind, len(found), "of", len(prompts))
    cases += found[:MOST]
write("oracle.json", cases)
write("oracle_same.json", [case(prompt, 0) for prompt in SAME])
